package ${package};

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.rarebit.api.MessagingException;

/** A call that failed becomes 503 with the reason: no broker, nobody serves the topic, no answer in time. */
@Provider
public class FailedCalls implements ExceptionMapper<MessagingException> {

  @Override
  public Response toResponse(MessagingException exception) {
    return Response.status(Response.Status.SERVICE_UNAVAILABLE)
        .type(MediaType.TEXT_PLAIN)
        .entity(exception.getMessage())
        .build();
  }
}
