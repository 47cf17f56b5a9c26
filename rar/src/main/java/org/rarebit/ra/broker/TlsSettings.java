package org.rarebit.ra.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom a link trusts and who it is, where TLS is on. Immutable; part of what links are shared by.
 * {@code toString} shows no password. The stores are PKCS#12 files, read again for each new link,
 * so that renewed certificates need no restart.
 *
 * @param trustStore the file of trusted certificates; null for the JVM's
 * @param trustStorePassword its password; null for none
 * @param keyStore the file of the client's certificate and private key; null for none
 * @param keyStorePassword its password and that of the key; null for none
 * @param verifyHostName whether the certificate must be for the host that was asked for
 * @param externalLogin whether the certificate is the login (SASL EXTERNAL) instead of user and
 *     password
 */
public record TlsSettings(
    String trustStore,
    String trustStorePassword,
    String keyStore,
    String keyStorePassword,
    boolean verifyHostName,
    boolean externalLogin) {

  /** The JVM's trust store, host names checked, login by password. */
  public static final TlsSettings DEFAULT = new TlsSettings(null, null, null, null, true, false);

  /**
   * Reads the stores.
   *
   * @return a context for new sockets
   * @throws GeneralSecurityException if a store or its password is wrong
   * @throws IOException if a store cannot be read
   */
  SSLContext context() throws GeneralSecurityException, IOException {
    if (trustStore == null && keyStore == null) {
      return SSLContext.getDefault();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers(), trustManagers(), null);
    return context;
  }

  private KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
    if (keyStore == null) {
      return null; // the client shows no certificate
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    char[] password = chars(keyStorePassword);
    try {
      keys.init(read(keyStore, password), password);
    } finally {
      wipe(password);
    }
    return keys.getKeyManagers();
  }

  private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
    if (trustStore == null) {
      return null; // the JVM's
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    char[] password = chars(trustStorePassword);
    try {
      trust.init(read(trustStore, password));
    } finally {
      wipe(password);
    }
    return trust.getTrustManagers();
  }

  private static KeyStore read(String file, char[] password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      store.load(in, password);
    } catch (IOException e) {
      throw new IOException("The PKCS#12 store " + file + " cannot be read: " + e, e);
    }
    return store;
  }

  private static char[] chars(String password) {
    return password == null ? null : password.toCharArray();
  }

  private static void wipe(char[] password) {
    if (password != null) {
      Arrays.fill(password, ' ');
    }
  }

  @Override
  public String toString() {
    return "TlsSettings[trustStore="
        + trustStore
        + ", keyStore="
        + keyStore
        + ", verifyHostName="
        + verifyHostName
        + ", externalLogin="
        + externalLogin
        + "]";
  }
}
