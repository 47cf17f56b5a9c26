package org.rarebit.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.Referenceable;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.ObjectFactory;
import org.junit.jupiter.api.Test;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnectionFactory;

class WrittenFactoryTest {

  /** As WildFly's: it says that it can be written, and cannot. */
  private static final class Unwritable implements ConnectionManager {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("unused") // by its type
    private final Object pool = new Object();

    @Override
    public Object allocateConnection(ManagedConnectionFactory unused, ConnectionRequestInfo info) {
      throw new UnsupportedOperationException("asked for");
    }
  }

  /** What a container binds of a factory leads to it. */
  public static final class Bound implements ObjectFactory {
    static RpcConnectionFactory factory;

    @Override
    public Object getObjectInstance(
        Object reference, Name name, Context context, Hashtable<?, ?> environment) {
      return factory;
    }
  }

  @Test
  void isTheSameFactoryAgainThoughTheContainersManagerCannotBeWritten() throws Exception {
    RpcConnectionFactory read = (RpcConnectionFactory) copy(factory());

    assertThatThrownBy(read::getConnection)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("asked for");
  }

  @Test
  void ofAnotherRunOfTheAdapterSaysWhatToDo() throws Exception {
    RpcConnectionFactory read =
        (RpcConnectionFactory) copy(new WrittenFactory("of another run", null));

    assertThatThrownBy(read::getConnection)
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("Look the factory up");
    assertThat(copy(read)).as("it can be kept on").isInstanceOf(RpcConnectionFactory.class);
  }

  @Test
  void ofAnotherRunIsWhatTheContainersReferenceLeadsToIfItIsTheSameNow() throws Exception {
    Bound.factory = factory();
    ((Referenceable) factory()).setReference(reference("eis/one"));

    assertThat(copy(new WrittenFactory("of another run", reference("eis/one"))))
        .isSameAs(Bound.factory);
  }

  @Test
  void aReferenceThatNoContainerHasGivenIsNotFollowed() throws Exception {
    Bound.factory = factory();

    assertThat(copy(new WrittenFactory("of another run", reference("made up"))))
        .isNotSameAs(Bound.factory);
  }

  private static Reference reference(String name) {
    return new Reference(
        RpcConnectionFactory.class.getName(),
        new StringRefAddr("name", name),
        Bound.class.getName(),
        null);
  }

  private static RpcConnectionFactory factory() throws Exception {
    return (RpcConnectionFactory)
        new RpcManagedConnectionFactory().createConnectionFactory(new Unwritable());
  }

  @SuppressWarnings("BanSerializableRead") // what the same test has written
  private static Object copy(Object value) throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(written)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(written.toByteArray()))) {
      return in.readObject();
    }
  }
}
