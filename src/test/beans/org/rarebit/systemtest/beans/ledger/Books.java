package org.rarebit.systemtest.beans.ledger;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.resource.ConnectionFactoryDefinition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/** What all the ledgers do in their transactions, if they have one. */
@ConnectionFactoryDefinition(
    name = "java:app/rarebit/local",
    interfaceName = "org.rarebit.api.RpcConnectionFactory",
    resourceAdapter = "#rarebit",
    minPoolSize = 0,
    properties = {"localTransaction=true", "mandatoryCasts=true"})
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class Books {

  @Resource(lookup = "jdbc/ledger-xa")
  private DataSource xa;

  @Resource(lookup = "jdbc/ledger-plain")
  private DataSource plain;

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  @Resource(lookup = "java:app/rarebit/local")
  private RpcConnectionFactory local;

  /** A row, a notification, and a call that is answered at once, all in one transaction. */
  public void write(String row, String database, String sending, Ending ending)
      throws SQLException {
    try (Connection connection = (database.equals("xa") ? xa : plain).getConnection();
        PreparedStatement insert = connection.prepareStatement("insert into ledger values (?)")) {
      insert.setString(1, row);
      insert.executeUpdate();
    }
    try (RpcConnection connection = (sending.equals("local") ? local : rpc).getConnection()) {
      connection.notifier("ledger").withTopics("systemtest_told_" + row).info("written", row);
      if (ending == Ending.CAST_TO_NOBODY) {
        connection.client(Target.topic("systemtest_nobody")).request("written").cast();
      }
      connection.client(Target.topic("calculator")).request("add").arg("a", 1).arg("b", 2).call();
    }
  }
}
