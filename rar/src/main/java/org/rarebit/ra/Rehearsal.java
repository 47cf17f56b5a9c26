package org.rarebit.ra;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.rarebit.api.RequestContext;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.ShippedNames;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Json;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.Reply;
import org.rarebit.ra.wire.ReplyCodec;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;

/**
 * Loads what a first call needs, some 900 classes, while the application is still being deployed:
 * they were most of the time that its first call took. Touches no network and keeps nothing. What
 * fails is for the first call to tell.
 */
final class Rehearsal implements Runnable {

  private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());

  /** Names of classes that are loaded by no codec, in the order in which a call loads them. */
  private static final String LIST = "first-call.classes";

  private final LinkPool links;

  private Rehearsal(LinkPool links) {
    this.links = links;
  }

  /** Begins one, on a thread that ends with it; ends early if the links are closed. */
  static void begin(LinkPool links) {
    try {
      links.startWaiting(new Rehearsal(links));
    } catch (RuntimeException | Error e) { // no thread left: the first call loads, then
      LOG.log(Level.DEBUG, "no first call is rehearsed", e);
    }
  }

  @Override
  public void run() {
    try {
      readAndWrite();
      loadListed();
    } catch (Exception | LinkageError e) { // the class loader is closed where a deployment fails
      LOG.log(Level.DEBUG, "the rehearsal of a first call has ended early", e);
    }
  }

  /** What a caller reads and writes, with all that Jackson needs for it. */
  private static void readAndWrite() throws MalformedMessageException {
    Request<Map<String, Object>> request =
        new Request<>(
            "rehearse",
            Map.of("text", "", "number", 1.5), // which is one for Jackson
            null,
            null,
            "msg_id",
            "reply",
            null,
            "unique_id",
            RequestContext.empty());
    var unused = RequestCodec.encode(request);
    byte[] reply = ReplyCodec.encode(Reply.returned("msg_id", 1.5));
    JsonNode result =
        ReplyCodec.decode(new Body(reply, Body.CONTENT_TYPE, null), Limits.DEFAULT).result();
    var unusedToo = Json.convert(result, double.class);
  }

  private void loadListed() throws IOException, ClassNotFoundException {
    try (InputStream list = Rehearsal.class.getResourceAsStream(LIST);
        BufferedReader names =
            new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
      String name = names.readLine();
      while (name != null && !links.isClosed()) {
        var unused = Class.forName(ShippedNames.of(name), true, Rehearsal.class.getClassLoader());
        name = names.readLine();
      }
    }
  }
}
