package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority of the tests' own, with the JDK's keytool. */
final class CertificateAuthority {

  static final String PASSWORD = "changeit";

  private static final String ALIAS = "authority";

  private final Path directory;
  private final Path all; // its own key, and those it has signed

  CertificateAuthority(Path directory) throws Exception {
    this.directory = directory;
    this.all = directory.resolve("all.p12");
    generate(ALIAS, "-ext", "bc:c");
    Certificate own = open(all).getCertificate(ALIAS);
    writePem(certificate(), "CERTIFICATE", own.getEncoded());
    KeyStore trust = empty();
    trust.setCertificateEntry(ALIAS, own);
    write(trust, Path.of(trustStore()));
  }

  /** Its certificate, PEM. */
  Path certificate() {
    return directory.resolve(ALIAS + ".pem");
  }

  /** A store that trusts it, PKCS#12. */
  String trustStore() {
    return directory.resolve("trust.p12").toString();
  }

  /**
   * A key with a certificate of this authority.
   *
   * @param extension what it is for, as keytool has it, e.g. san=dns:localhost
   */
  Issued issue(String name, String extension) throws Exception {
    generate(name, "-signer", ALIAS, "-ext", extension);
    KeyStore signed = open(all);
    var key = signed.getKey(name, PASSWORD.toCharArray());
    KeyStore own = empty();
    own.setKeyEntry(name, key, PASSWORD.toCharArray(), signed.getCertificateChain(name));
    Issued issued =
        new Issued(
            directory.resolve(name + ".p12"),
            directory.resolve(name + ".pem"),
            directory.resolve(name + ".key"));
    write(own, issued.store());
    writePem(issued.certificate(), "CERTIFICATE", signed.getCertificate(name).getEncoded());
    writePem(issued.key(), "PRIVATE KEY", key.getEncoded());
    return issued;
  }

  /**
   * A key and its certificate.
   *
   * @param store both, PKCS#12
   * @param certificate PEM
   * @param key PEM, without a password
   */
  record Issued(Path store, Path certificate, Path key) {}

  private static void writePem(Path file, String what, byte[] encoded) throws IOException {
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    String text = Base64.getMimeEncoder(64, lineEnd).encodeToString(encoded);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static KeyStore open(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static void write(KeyStore store, Path file)
      throws GeneralSecurityException, IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private void generate(String name, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", "EC"));
    command.addAll(List.of("-dname", "CN=" + name, "-validity", "2"));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", all.toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    command.addAll(List.of(more));
    Path log = directory.resolve(name + ".log");
    Process keytool =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as("%s: %s", command, Files.readString(log)).isZero();
  }
}
