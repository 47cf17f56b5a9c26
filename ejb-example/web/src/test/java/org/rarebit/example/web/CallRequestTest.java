package org.rarebit.example.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.api.Target;

class CallRequestTest {

  @Test
  void aTopicAndAMethodAreEnough() throws InvalidRequestException {
    CallRequest request = CallRequest.parse("{\"topic\": \"calculator\", \"method\": \"who\"}");

    assertThat(request)
        .isEqualTo(
            new CallRequest(
                CallRequest.Kind.CALL,
                Target.topic("calculator"),
                "who",
                Map.of(),
                Duration.ofSeconds(10)));
  }

  @Test
  void emptyFieldsOfTheFormCountAsAbsent() throws InvalidRequestException {
    CallRequest request =
        CallRequest.parse("{\"topic\":\" t \",\"method\":\"m\",\"server\":\"\",\"version\":\" \"}");

    assertThat(request.target()).isEqualTo(Target.topic("t"));
  }

  @Test
  void aFanoutGoesToNoServerInParticular() throws InvalidRequestException {
    CallRequest request =
        CallRequest.parse(
            "{\"kind\":\"fanout\",\"topic\":\"t\",\"server\":\"s\",\"method\":\"m\"}");

    assertThat(request.target()).isEqualTo(Target.topic("t").fanout(true));
  }

  @Test
  void argumentsKeepTheirTypes() throws InvalidRequestException {
    CallRequest request =
        CallRequest.parse(
            "{\"topic\":\"t\",\"method\":\"m\",\"args\":{\"none\":null,\"whole\":2,\"real\":2.0,"
                + "\"big\":36893488147419103232,\"list\":[true,{\"x\":\"ü\"}]}}");

    assertThat(request.args())
        .containsEntry("none", null)
        .containsEntry("whole", 2L)
        .containsEntry("real", 2.0)
        .containsEntry("big", BigInteger.TWO.pow(65))
        .containsEntry("list", List.of(true, Map.of("x", "ü")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1]                                                  | must be a JSON object
          {                                                    | not valid JSON
          {"method": "m"}                                      | "topic" is missing
          {"topic": "t"}                                       | "method" is missing
          {"topic": 7, "method": "m"}                          | "topic" must be text
          {"topic": "t", "method": "m", "args": [1]}           | "args" must be a JSON object
          {"topic": "t", "method": "m", "kind": "shout"}       | but is "shout"
          {"topic": "t", "method": "m", "timeoutMillis": 0}    | but is 0
          {"topic": "t", "method": "m", "timeoutMillis": "1"}  | whole number
          """)
  void whatIsWrongIsSaid(String body, String message) {
    assertThatThrownBy(() -> CallRequest.parse(body))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(message);
  }
}
