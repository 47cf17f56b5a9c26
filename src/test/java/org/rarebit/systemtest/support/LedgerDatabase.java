package org.rarebit.systemtest.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A database in memory, with the server's data sources {@code jdbc/ledger-xa} and {@code
 * jdbc/ledger-plain} for it, and a view on it from outside.
 */
public final class LedgerDatabase implements AutoCloseable {

  private static final String URL = "jdbc:h2:mem:ledger";

  private final Connection connection; // the database lives as long as this

  private LedgerDatabase(Connection connection) {
    this.connection = connection;
  }

  /** Makes the database and its data sources; the server is running. */
  public static LedgerDatabase create() {
    try {
      Connection connection = DriverManager.getConnection(URL);
      connection.createStatement().execute("create table ledger (line varchar(100))");
      ServerCommands.createDataSource("ledger-xa", "javax.sql.XADataSource", URL);
      ServerCommands.createDataSource("ledger-plain", "javax.sql.DataSource", URL);
      return new LedgerDatabase(connection);
    } catch (SQLException e) {
      throw new IllegalStateException("The database cannot be made.", e);
    }
  }

  /** How often a row has been committed. */
  public synchronized long rows(String row) throws SQLException {
    try (PreparedStatement count =
        connection.prepareStatement("select count(*) from ledger where line = ?")) {
      count.setString(1, row);
      try (ResultSet result = count.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    ServerCommands.deleteDataSource("ledger-xa");
    ServerCommands.deleteDataSource("ledger-plain");
    connection.close();
  }
}
