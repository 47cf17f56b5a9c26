package org.rarebit.ra.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.SoftReference;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rarebit.api.Naming;
import org.rarebit.api.Nulls;
import org.rarebit.api.spi.ValueRules;

/**
 * Jackson, set up once for the JSON that Python writes and reads; see {@link Json} for what it
 * means to applications. Immutable but for caches, thread-safe.
 */
final class Dialect {

  private static final int MAX_NESTING = 1000;

  /** The first group is the code of a half of a surrogate pair. */
  private static final Pattern ESCAPES =
      Pattern.compile("\\\\(?:u([dD][89a-fA-F]\\p{XDigit}{2})|.)", Pattern.DOTALL);

  /**
   * Jackson's caches refer to the classes of applications, and this class outlives each of them.
   * Softly, so that an undeployed application's class loader can go when memory is needed.
   */
  private static volatile SoftReference<Dialect> current = new SoftReference<>(null);

  private static final Recyclers BUFFERS = new Recyclers();

  /** How values are written and read where a contract says how. Immutable but for caches. */
  static final class Form {

    private final JsonMapper mapper;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    private Form(JsonMapper mapper) {
      this.mapper = mapper;
      this.writer = mapper.writer();
      this.reader = mapper.reader();
    }

    /** Reads values of a Java type. */
    ObjectReader values(Type type) {
      return reader.forType(mapper.constructType(type));
    }

    /** What a peer reads when the value is written. */
    JsonNode written(Object value) throws IOException {
      return tree(reader, writer.writeValueAsBytes(value));
    }

    /** Writes a value where the generator stands. */
    void write(JsonGenerator json, Object value) throws IOException {
      writer.writeValue(json, value);
    }
  }

  private record FormKey(Naming names, Nulls nulls) {}

  private final Form plain;
  private final ObjectWriter writer;
  private final JsonFactory generators;
  private final ObjectReader reader;
  private final Map<FormKey, Form> otherForms = new ConcurrentHashMap<>();
  private final ObjectReader defaultTrees;
  private final Map<Integer, ObjectReader> otherTrees = new ConcurrentHashMap<>();

  private Dialect() {
    plain = new Form(mapper());
    writer = plain.writer;
    generators = new MessageFactory(MAX_NESTING, BUFFERS, plain.mapper);
    reader = plain.reader;
    defaultTrees = reader.with(MessageFactory.plain(Limits.DEFAULT.maxNesting(), BUFFERS));
  }

  static Dialect current() {
    Dialect dialect = current.get();
    if (dialect == null) { // two threads may make one each: the second one stays, both work
      dialect = new Dialect();
      current = new SoftReference<>(dialect);
    }
    return dialect;
  }

  static void forget() {
    current = new SoftReference<>(null);
  }

  /** Reads trees that are nested no deeper than this. */
  ObjectReader trees(int maxNesting) {
    if (maxNesting == Limits.DEFAULT.maxNesting()) {
      return defaultTrees;
    }
    return otherTrees.computeIfAbsent(
        maxNesting, depth -> reader.with(MessageFactory.plain(depth, BUFFERS)));
  }

  /** Reads a tree as Python does: see {@link #again}. */
  static JsonNode tree(ObjectReader reader, byte[] utf8) throws IOException {
    try {
      return reader.readTree(utf8);
    } catch (StreamReadException e) {
      try {
        return again(reader, UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString(), e);
      } catch (CharacterCodingException unreadable) {
        throw e;
      }
    }
  }

  /** Reads a tree as Python does: see {@link #again}. */
  static JsonNode tree(ObjectReader reader, String json) throws IOException {
    try {
      return reader.readTree(json);
    } catch (StreamReadException e) {
      return again(reader, json, e);
    }
  }

  /**
   * Jackson refuses half a surrogate pair in the key of an object if it is escaped, as everybody
   * writes it, and takes the character itself.
   */
  private static JsonNode again(ObjectReader reader, String json, StreamReadException refused)
      throws IOException {
    Matcher escapes = ESCAPES.matcher(json);
    String unescaped =
        escapes.replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) == null
                        ? escape.group()
                        : Character.toString((char) Integer.parseInt(escape.group(1), 16))));
    if (unescaped.equals(json)) {
      throw refused;
    }
    try {
      return reader.readTree(unescaped);
    } catch (StreamReadException e) {
      throw refused; // its place is that in what came
    }
  }

  /** What holds where no contract says anything. */
  Form plain() {
    return plain;
  }

  /** What holds for the values of a contract; there are as many as there are rules. */
  Form form(ValueRules rules) {
    if (rules.names() == Naming.AS_WRITTEN && rules.nulls() == Nulls.SEND) {
      return plain;
    }
    return otherForms.computeIfAbsent(new FormKey(rules.names(), rules.nulls()), Dialect::form);
  }

  private static Form form(FormKey rules) {
    JsonMapper mapper = mapper();
    if (rules.names() != Naming.AS_WRITTEN) {
      mapper.setPropertyNamingStrategy(new ContractNaming(rules.names()));
    }
    if (rules.nulls() == Nulls.OMIT) { // entries of maps are data and stay
      mapper.setDefaultPropertyInclusion(
          JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS));
    }
    return new Form(mapper);
  }

  /** What a peer reads when the value is written. */
  JsonNode written(Object value) throws IOException {
    return plain.written(value);
  }

  byte[] bytes(Object value) throws IOException {
    return writer.writeValueAsBytes(value);
  }

  String text(Object value) throws IOException {
    return writer.writeValueAsString(value);
  }

  JsonGenerator generator(OutputStream out) throws IOException {
    return generators.createGenerator(out);
  }

  /** Writes a value where the generator stands. */
  void write(JsonGenerator json, Object value) throws IOException {
    plain.write(json, value);
  }

  /** Buffers of Jackson's kind, to be released to their pool. */
  static BufferRecycler buffers() {
    return BUFFERS.acquireAndLinkPooled();
  }

  /** What Jackson says of a document beyond its constraints, in the words of {@link Limits}. */
  static String describe(StreamConstraintsException e, Limits limits) {
    return e.getOriginalMessage().contains("nesting depth")
        ? "nested deeper than the limit maxNesting of " + limits.maxNesting()
        : "beyond a limit: "
            + Excerpt.shorten(e.getOriginalMessage().replaceFirst(", from .*", ")"), 120);
  }

  private static JsonMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder(MessageFactory.plain(MAX_NESTING, BUFFERS))
            // strict reading: a wrong type is a mistake that its maker wants to hear of
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, Dialect::textFromTextOnly)
            .defaultLeniency(false)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // but services grow fields before their clients learn of them
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            .annotationIntrospector(new BindingAnnotations())
            .typeFactory(TypeFactory.defaultInstance().withCache(typeCache()))
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(OsloTime.module())
            .addModule(
                new SimpleModule("rarebit")
                    .addDeserializer(Object.class, new NativeReader())
                    .addDeserializer(Number.class, new NumberReader())
                    .addDeserializer(JsonNode.class, new TreeReader()))
            .build();
    mapper.getSerializerProvider().setNullKeySerializer(new NullKeySerializer());
    return mapper;
  }

  /** Not the one that all of Jackson shares, for the same reason as {@link #current}. */
  private static LookupCache<Object, JavaType> typeCache() {
    return new LRUMap<>(16, 200);
  }

  private static void textFromTextOnly(MutableCoercionConfig text) {
    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  /** Python writes the key None as {@code "null"}. */
  private static final class NullKeySerializer extends JsonSerializer<Object> {
    @Override
    public void serialize(Object key, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeFieldName("null");
    }
  }

  /** Within collections, too, an Object is what {@link Json#toNative} makes. */
  private static final class NativeReader extends StdDeserializer<Object> {

    private static final long serialVersionUID = 1L;

    NativeReader() {
      super(Object.class);
    }

    @Override
    public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return Json.toNative(context.readTree(json));
    }
  }

  /** A number of no particular type is what {@link Json#toNative} makes, too. */
  private static final class NumberReader extends StdDeserializer<Number> {

    private static final long serialVersionUID = 1L;

    NumberReader() {
      super(Number.class);
    }

    @Override
    public Number deserialize(JsonParser json, DeserializationContext context) throws IOException {
      JsonNode number = context.readTree(json);
      return number.isNumber()
          ? Json.toNumber(number)
          : (Number) context.handleUnexpectedToken(Number.class, json);
    }
  }

  /** Names of properties that no annotation gives. */
  private static final class ContractNaming extends PropertyNamingStrategies.NamingBase {

    private static final long serialVersionUID = 1L;

    private final Naming names;

    ContractNaming(Naming names) {
      this.names = names;
    }

    @Override
    public String translate(String propertyName) {
      return names.of(propertyName);
    }
  }
}
