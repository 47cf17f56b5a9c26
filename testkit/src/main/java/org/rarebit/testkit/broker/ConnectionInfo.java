package org.rarebit.testkit.broker;

/**
 * An open connection, as a test sees it.
 *
 * @param name the client's own name for it (its property connection_name), or the empty text
 * @param user the user that logged in
 * @param vhost the virtual host that was opened
 * @param clientPort the TCP port at the client's end
 * @param channels how many channels are open
 * @param newSecrets how often the client has told that its password is another one
 */
public record ConnectionInfo(
    String name, String user, String vhost, int clientPort, int channels, int newSecrets) {}
