package org.rarebit.example.inventory;

import java.util.List;
import java.util.Map;
import org.rarebit.example.inventory.SampleServer.Size;

/** A notification that Nova could have sent. */
public record SampleNotification(String eventType, Map<String, Object> payload) {

  /** The lives of two servers, in the order of what happens: one stays, the other is deleted. */
  public static List<SampleNotification> twoLives() {
    SampleServer web = new SampleServer("web", "10.0.0.21");
    SampleServer batch = new SampleServer("batch", "10.0.0.22");
    return List.of(
        web.tells("create.start", "building", "spawning", Size.SMALL),
        batch.tells("create.start", "building", "spawning", Size.LARGE),
        web.tells("create.end", "active", "", Size.SMALL),
        batch.tells("create.end", "active", "", Size.LARGE),
        web.tells("power_off.end", "stopped", "", Size.SMALL),
        web.tells("finish_resize.end", "resized", "", Size.LARGE),
        web.tells("resize.confirm.end", "stopped", "", Size.LARGE),
        batch.tells("delete.start", "active", "deleting", Size.LARGE),
        web.tells("power_on.end", "active", "", Size.LARGE),
        batch.tells("delete.end", "deleted", "", Size.LARGE));
  }
}
