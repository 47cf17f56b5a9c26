package org.rarebit.example.web;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rarebit.api.MessagingException;
import org.rarebit.example.inventory.SampleNotification;
import org.rarebit.example.inventory.SampleNotifier;

/** The inventory of servers, as it is and as it changes, and notifications to fill it with. */
@RequestScoped
@Path("inventory")
public class InventoryResource {

  private static final System.Logger LOG = System.getLogger(InventoryResource.class.getName());
  private static final long PAUSE_MILLIS = 600;

  @EJB private SampleNotifier notifier;
  @Inject private InventoryFeed feed;
  @Resource private ManagedScheduledExecutorService executor;

  /** The servers that something was said of last. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response get() {
    return Response.ok(feed.current().toString())
        .type(MediaType.APPLICATION_JSON_TYPE.withCharset("utf-8"))
        .header("Cache-Control", "no-store")
        .build();
  }

  /** The same as server-sent events: at once, and whenever it has changed. */
  @GET
  @Path("events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void watch(@Context SseEventSink sink, @Context Sse sse) {
    feed.add(sink, sse);
  }

  /**
   * Sends the notifications of two servers' lives, one after the other, so that a person can follow
   * them. JSON only, which another site's form cannot send.
   */
  @POST
  @Path("samples")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @SuppressWarnings("FutureReturnValueIgnored") // sendLater logs its failures
  public Response sendSamples(String body) {
    List<SampleNotification> notifications = SampleNotification.twoLives();
    try {
      notifier.send(notifications.get(0)); // while the caller waits, who learns if it fails
    } catch (MessagingException e) {
      return Answer.failure(e).toResponse();
    }
    for (int i = 1; i < notifications.size(); i++) {
      SampleNotification notification = notifications.get(i);
      executor.schedule(() -> sendLater(notification), i * PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
    return Answer.sent().toResponse();
  }

  private void sendLater(SampleNotification notification) {
    try {
      notifier.send(notification);
    } catch (MessagingException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "inventory: the sample {0} was not sent: {1}",
          notification.eventType(),
          e.getMessage());
    }
  }
}
