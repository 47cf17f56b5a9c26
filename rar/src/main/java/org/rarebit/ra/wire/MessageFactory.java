package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.io.IOException;
import java.io.OutputStream;

/**
 * JSON's grammar as Python has it, for Jackson. Makes generators that hand long texts to a {@link
 * MessageWriter} as they are, which Jackson would copy twice before. Thread-safe.
 */
final class MessageFactory extends JsonFactory {

  private static final long serialVersionUID = 1L;

  /**
   * Python refuses longer integers, too ({@code sys.int_info.default_max_str_digits}): their
   * conversion takes time that grows with the square of the length.
   */
  private static final int MAX_NUMBER_CHARS = 4300;

  MessageFactory(int maxNesting, RecyclerPool<BufferRecycler> buffers, ObjectCodec codec) {
    super(
        options(maxNesting, buffers)
            .streamWriteConstraints( // what it writes lies within the message, which is a level
                StreamWriteConstraints.builder().maxNestingDepth(maxNesting - 1).build()));
    setCodec(codec);
  }

  /** For what has nothing to do with messages. */
  static JsonFactory plain(int maxNesting, RecyclerPool<BufferRecycler> buffers) {
    return options(maxNesting, buffers).build();
  }

  private static JsonFactoryBuilder options(int maxNesting, RecyclerPool<BufferRecycler> buffers) {
    return new JsonFactoryBuilder()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
        // as Python does; it also is the only way for half a surrogate pair to get through
        .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
        // names come from the network: String.intern() would keep them
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .recyclerPool(buffers)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(maxNesting)
                .maxNumberLength(MAX_NUMBER_CHARS)
                .maxStringLength(Integer.MAX_VALUE) // the size of the body is the limit
                .build())
        .errorReportConfiguration(
            ErrorReportConfiguration.builder().maxErrorTokenLength(20).build());
  }

  @Override
  protected JsonGenerator _createUTF8Generator(OutputStream out, IOContext context)
      throws IOException {
    return out instanceof MessageWriter.Inner message
        ? new Generator(context, _generatorFeatures, _objectCodec, message)
        : super._createUTF8Generator(out, context);
  }

  private static final class Generator extends UTF8JsonGenerator {

    /** From here on the way around Jackson's buffer is worth it. */
    private static final int LONG = 500;

    private final MessageWriter.Inner message;

    Generator(IOContext context, int features, ObjectCodec codec, MessageWriter.Inner message) {
      super(context, features, codec, message, DEFAULT_QUOTE_CHAR);
      this.message = message;
    }

    @Override
    public void writeString(String text) throws IOException {
      if (text == null || text.length() < LONG) {
        super.writeString(text);
      } else {
        _verifyValueWrite("write a string");
        _flushBuffer();
        message.writeText(text);
      }
    }
  }
}
