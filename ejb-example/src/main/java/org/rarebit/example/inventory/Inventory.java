package org.rarebit.example.inventory;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** The inventory of servers, in the server's default data source. */
@Stateless
public class Inventory {

  @EJB private InventorySetup setup;

  /** Takes over what a notification says, if it is newer; in the caller's transaction. */
  public void put(ComputeInstance instance) throws SQLException, NamingException {
    setup.ensureTable();
    try (Connection connection = dataSource().getConnection()) {
      InstanceTable.put(connection, instance);
    }
  }

  /** The servers that something was said of last, and how many there are. */
  public Snapshot snapshot(int limit) throws SQLException, NamingException {
    setup.ensureTable();
    try (Connection connection = dataSource().getConnection()) {
      long known = InstanceTable.count(connection, true);
      long existing = InstanceTable.count(connection, false);
      return new Snapshot(InstanceTable.latest(connection, limit), existing, known - existing);
    }
  }

  /**
   * Looked up when it is needed: injected, a data source that is missing would keep the whole
   * application from being deployed on some servers.
   */
  @SuppressWarnings("BanJNDI") // a constant name
  static DataSource dataSource() throws NamingException {
    return InitialContext.doLookup("java:comp/DefaultDataSource");
  }

  /**
   * What the inventory holds.
   *
   * @param latest the servers that something was said of last, deleted ones included
   * @param existing how many servers there are
   * @param deleted how many there were
   */
  public record Snapshot(List<ComputeInstance> latest, long existing, long deleted) {}
}
