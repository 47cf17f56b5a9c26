package org.rarebit.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsTest {

  private static final String BEAN = "type=Activation,server=\"s\",bean=\"b\"";

  /** As the adapter's. */
  public interface BeanMXBean {

    /** A histogram. */
    Map<String, Long> getCallSeconds();

    /** Nothing. */
    String getLastError();

    /** Allowed. */
    void pause();

    /** Allowed, and fails. */
    void resume();

    /** Not allowed. */
    void destroyEverything();
  }

  /** As the adapter's. */
  public interface LettersMXBean {

    /** One of them. */
    void drop(String id);

    /** Those that fit. */
    void putBackSome(String name, long olderThanSeconds, int most);

    /** Not offered. */
    void setReturnLimit(int limit);
  }

  private static final Operations.Meant NONE = new Operations.Meant("", "", 0);
  private final List<String> ran = new ArrayList<>();
  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final Operations operations = new Operations(server);

  @BeforeEach
  void register() throws Exception {
    server.registerMBean(new StandardMBean(new Bean(), BeanMXBean.class, true), Samples.name(BEAN));
  }

  @Test
  void runsWhatIsAllowed() {
    operations.run(Samples.name(BEAN).toString(), "pause", NONE);

    assertThat(ran).containsExactly("pause");
  }

  @Test
  void deadLettersAreMeantByTheirIdOrByNameAndAge() throws Exception {
    ObjectName letters = Samples.name("type=DeadLetterQueue,queue=\"dead\"");
    server.registerMBean(new StandardMBean(new Letters(), LettersMXBean.class, true), letters);
    Operations.Meant meant = new Operations.Meant("4711", "invoice.*", 60);

    operations.run(letters.toString(), "drop", meant);
    operations.run(letters.toString(), "putBackSome", meant);
    assertThatThrownBy(() -> operations.run(letters.toString(), "putBackSome", NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Say which ones");
    assertRefused(letters.toString(), "setReturnLimit");

    assertThat(ran).containsExactly("drop 4711", "putBackSome invoice.* 60 10000");
  }

  @Test
  void nothingElseOfJmxCanBeReached() {
    String name = Samples.name(BEAN).toString();

    assertRefused(name, "destroyEverything");
    assertRefused("java.lang:type=Memory", "gc");
    assertRefused("other.domain:type=Activation", "pause");
    assertRefused("org.rarebit:type=Activation,*", "pause");
    assertRefused("org.rarebit:kind=none", "pause");
    assertRefused("no name", "pause");
    assertRefused(Samples.name("type=Activation,bean=\"gone\"").toString(), "pause");
    assertThat(ran).isEmpty();
  }

  @Test
  void aFailureIsToldInTheAdaptersWords() {
    assertThatThrownBy(() -> operations.run(Samples.name(BEAN).toString(), "resume", NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the broker is away");
  }

  @Test
  void whatIsShownIsReadWithMapsAsMaps() {
    Shown shown = Shown.all(server).get(0);

    assertThat(shown.type()).isEqualTo("Activation");
    assertThat(shown.key("bean")).isEqualTo("b");
    assertThat(shown.counts("CallSeconds")).isEqualTo(Map.of("0.1", 1L, "+Inf", 3L));
    assertThat(shown.text("LastError")).isEmpty();
    assertThat(StateJson.value(shown.attributes()).toString())
        .contains("\"LastError\":null", "\"0.1\":1");
  }

  private void assertRefused(String bean, String operation) {
    assertThatThrownBy(() -> operations.run(bean, operation, NONE))
        .as(bean)
        .isInstanceOf(IllegalArgumentException.class);
  }

  private final class Letters implements LettersMXBean {

    @Override
    public void drop(String id) {
      ran.add("drop " + id);
    }

    @Override
    public void putBackSome(String name, long olderThanSeconds, int most) {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("Say which ones");
      }
      ran.add("putBackSome " + name + " " + olderThanSeconds + " " + most);
    }

    @Override
    public void setReturnLimit(int limit) {
      ran.add("limit");
    }
  }

  private final class Bean implements BeanMXBean {

    @Override
    public Map<String, Long> getCallSeconds() {
      Map<String, Long> counts = new LinkedHashMap<>();
      counts.put("0.1", 1L);
      counts.put("+Inf", 3L);
      return counts;
    }

    @Override
    public String getLastError() {
      return null;
    }

    @Override
    public void pause() {
      ran.add("pause");
    }

    @Override
    public void resume() {
      throw new IllegalStateException("the broker is away");
    }

    @Override
    public void destroyEverything() {
      ran.add("destroyed");
    }
  }
}
