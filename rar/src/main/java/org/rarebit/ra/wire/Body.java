package org.rarebit.ra.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * The body of an AMQP message with the two properties that say how to read it. The bytes are not
 * copied: do not change them.
 *
 * @param bytes the body as it came
 * @param contentType the AMQP property; null if absent
 * @param compression the header {@code compression}; null if absent
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy of each body would be waste
public record Body(byte[] bytes, String contentType, String compression) {

  /** The one content type that oslo.messaging reads. */
  public static final String CONTENT_TYPE = "application/json";

  /** The header that says how a body is compressed; absent if it is not. */
  public static final String COMPRESSION_HEADER = "compression";

  /** What that header of a compressed message says, although it is zlib. */
  public static final String COMPRESSION = "application/x-gzip";

  /**
   * Compresses a body as kombu does; to be sent with the header {@link #COMPRESSION}.
   *
   * @param bytes the body
   * @return a zlib stream (RFC 1950), which is what Python reads under that header, not a gzip file
   */
  public static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2 + 64);
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
      deflater.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: it is all memory
    }
    return compressed.toByteArray();
  }

  /**
   * Undoes {@link #compress}, for bodies of our own that come back.
   *
   * @param zlib a zlib stream
   * @return the body
   */
  public static byte[] decompress(byte[] zlib) {
    try (InputStream inflater = new InflaterInputStream(new ByteArrayInputStream(zlib))) {
      return inflater.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: it is ours
    }
  }

  /**
   * The JSON text.
   *
   * @throws MalformedMessageException if the properties say that it is none, it cannot be
   *     decompressed, or it is too large
   */
  byte[] json(Limits limits) throws MalformedMessageException {
    if (!CONTENT_TYPE.equals(contentType)) {
      throw new MalformedMessageException(
          "The content type is "
              + Excerpt.of(contentType)
              + ", but must be \""
              + CONTENT_TYPE
              + "\".");
    }
    if (bytes.length > limits.maxBodyBytes()) {
      throw new MalformedMessageException(
          "The body has "
              + bytes.length
              + " bytes; the limit maxBodyBytes is "
              + limits.maxBodyBytes()
              + ".");
    }
    if (compression == null || compression.isEmpty()) {
      return bytes;
    }
    return switch (compression) {
      case COMPRESSION, "gzip", "zlib" -> decompress(limits.maxBodyBytes());
      default ->
          throw new MalformedMessageException(
              "The body is compressed with "
                  + Excerpt.of(compression)
                  + "; only \""
                  + COMPRESSION
                  + "\" is understood.");
    };
  }

  private byte[] decompress(int limit) throws MalformedMessageException {
    try (InputStream stream = decompressor()) {
      byte[] json = stream.readNBytes(limit);
      if (stream.read() >= 0) {
        throw new MalformedMessageException(
            "The body has "
                + bytes.length
                + " bytes compressed, and more than the limit maxBodyBytes of "
                + limit
                + " decompressed.");
      }
      return json;
    } catch (IOException e) {
      throw new MalformedMessageException(
          "The body cannot be decompressed: " + e.getMessage() + ".", e);
    }
  }

  /** By content, since other peers than Python may send what the header says: a gzip file. */
  private InputStream decompressor() throws IOException {
    ByteArrayInputStream compressed = new ByteArrayInputStream(bytes);
    boolean gzip = bytes.length > 1 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
    return gzip ? new GZIPInputStream(compressed) : new InflaterInputStream(compressed);
  }
}
