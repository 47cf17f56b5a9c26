package org.rarebit.example.web;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.rarebit.api.MessagingException;
import org.rarebit.example.AnyServiceClient;

/**
 * Calls what the page asks for, through a stateless bean. It takes JSON only, which another site's
 * form cannot send.
 */
@RequestScoped
@Path("calls")
public class CallResource {

  @EJB private AnyServiceClient services;

  /** See {@link CallRequest} for the request and {@link Answer} for the response. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response call(String body) {
    CallRequest request;
    try {
      request = CallRequest.parse(body);
    } catch (InvalidRequestException e) {
      return Answer.invalid(e).toResponse();
    }
    long start = System.nanoTime();
    Answer answer = answer(request);
    return answer.took(System.nanoTime() - start).toResponse();
  }

  private Answer answer(CallRequest request) {
    try {
      if (request.kind() == CallRequest.Kind.CALL) {
        return Answer.result(
            services.call(request.target(), request.method(), request.args(), request.timeout()));
      }
      services.cast(request.target(), request.method(), request.args());
      return Answer.sent();
    } catch (MessagingException e) {
      return Answer.failure(e);
    }
  }
}
