package org.rarebit.example.inventory;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.Connection;
import java.sql.SQLException;
import javax.naming.NamingException;

/**
 * Makes the inventory's table: when the application starts, or, if there is no database then, with
 * the first notification after it is back. Outside of transactions, since making a table ends one
 * on many databases.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class InventorySetup {

  private static final System.Logger LOG = System.getLogger(InventorySetup.class.getName());

  private boolean done; // guarded by this

  @PostConstruct
  void start() {
    try {
      ensureTable();
    } catch (SQLException | NamingException | RuntimeException e) {
      // the calculator needs no database: the application starts all the same
      LOG.log(
          System.Logger.Level.WARNING,
          "inventory: java:comp/DefaultDataSource cannot be used ({0}); notifications of servers"
              + " wait on the broker until it can, the rest of the example works",
          e.toString());
    }
  }

  /** Makes the table if it is not there. */
  public synchronized void ensureTable() throws SQLException, NamingException {
    if (done) {
      return;
    }
    try (Connection connection = Inventory.dataSource().getConnection()) {
      InstanceTable.createIfAbsent(connection);
    }
    done = true;
  }
}
