package org.rarebit.example.inventory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of the inventory, one row for each server that was ever heard of: deleted ones stay, so
 * that a late notification does not bring them back. Plain JDBC, and SQL that H2 and Derby take
 * alike.
 */
final class InstanceTable {

  private static final String CREATE =
      """
      create table compute_instances (
        instance_id varchar(255) not null primary key,
        tenant_id varchar(255),
        user_id varchar(255),
        display_name varchar(255),
        state varchar(255),
        task_state varchar(255),
        host varchar(255),
        node varchar(255),
        availability_zone varchar(255),
        flavor varchar(255),
        vcpus integer,
        memory_mb integer,
        disk_gb integer,
        root_gb integer,
        ephemeral_gb integer,
        image varchar(255),
        created_at varchar(40),
        launched_at varchar(40),
        deleted_at varchar(40),
        event_type varchar(255),
        sent_at varchar(40) not null,
        version varchar(255) not null,
        addresses varchar(255),
        addresses_version varchar(255) not null)
      """;

  private static final String INSERT =
      """
      insert into compute_instances (tenant_id, user_id, display_name, state, task_state, host, node,
        availability_zone, flavor, image, created_at, launched_at, deleted_at, event_type, sent_at,
        version, vcpus, memory_mb, disk_gb, root_gb, ephemeral_gb, instance_id, addresses,
        addresses_version)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  // the comparison is the database's, so that two transactions cannot both think they are newer
  private static final String UPDATE =
      """
      update compute_instances set tenant_id = ?, user_id = ?, display_name = ?, state = ?,
        task_state = ?, host = ?, node = ?, availability_zone = ?, flavor = ?, image = ?,
        created_at = ?, launched_at = ?, deleted_at = ?, event_type = ?, sent_at = ?, version = ?,
        vcpus = ?, memory_mb = ?, disk_gb = ?, root_gb = ?, ephemeral_gb = ?
      where instance_id = ? and version < ?
      """;

  // by themselves, since few notifications know them: the last that did counts
  private static final String UPDATE_ADDRESSES =
      """
      update compute_instances set addresses = ?, addresses_version = ?
      where instance_id = ? and addresses_version < ?
      """;

  private static final String BEFORE_ALL_VERSIONS = "-";

  private InstanceTable() {}

  /** Creates the table if it is not there; on a connection without a transaction. */
  static void createIfAbsent(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try {
        statement.executeQuery("select count(*) from compute_instances where 1 = 0").close();
      } catch (SQLException absent) {
        try {
          statement.executeUpdate(CREATE);
        } catch (SQLException e) {
          e.addSuppressed(absent);
          throw e;
        }
      }
    }
  }

  /** Takes over what is newer than what the table has. */
  static void put(Connection connection, ComputeInstance instance) throws SQLException {
    if (isKnown(connection, instance.instanceId()) || !insert(connection, instance)) {
      update(connection, instance);
    }
  }

  private static boolean isKnown(Connection connection, String instanceId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select instance_id from compute_instances where instance_id = ?")) {
      select.setString(1, instanceId);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** False if another transaction was the first to hear of this server. */
  private static boolean insert(Connection connection, ComputeInstance instance)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      int next = setColumns(insert, instance);
      insert.setString(next, instance.instanceId());
      insert.setString(next + 1, instance.addresses());
      insert.setString(
          next + 2, instance.addresses() == null ? BEFORE_ALL_VERSIONS : instance.version());
      insert.executeUpdate();
      return true;
    } catch (SQLIntegrityConstraintViolationException e) {
      return false;
    }
  }

  private static void update(Connection connection, ComputeInstance instance) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      int next = setColumns(update, instance);
      update.setString(next, instance.instanceId());
      update.setString(next + 1, instance.version());
      update.executeUpdate();
    }
    if (instance.addresses() != null) {
      try (PreparedStatement update = connection.prepareStatement(UPDATE_ADDRESSES)) {
        update.setString(1, instance.addresses());
        update.setString(2, instance.version());
        update.setString(3, instance.instanceId());
        update.setString(4, instance.version());
        update.executeUpdate();
      }
    }
  }

  /** Sets what insert and update have in common, and returns the index of the next parameter. */
  private static int setColumns(PreparedStatement statement, ComputeInstance instance)
      throws SQLException {
    String[] texts = {
      instance.tenantId(),
      instance.userId(),
      instance.displayName(),
      instance.state(),
      instance.taskState(),
      instance.host(),
      instance.node(),
      instance.availabilityZone(),
      instance.flavor(),
      instance.image(),
      instance.createdAt(),
      instance.launchedAt(),
      instance.deletedAt(),
      instance.eventType(),
      instance.sentAt(),
      instance.version()
    };
    Integer[] numbers = {
      instance.vcpus(),
      instance.memoryMb(),
      instance.diskGb(),
      instance.rootGb(),
      instance.ephemeralGb()
    };
    int next = 1;
    for (String text : texts) {
      statement.setString(next++, text);
    }
    for (Integer number : numbers) {
      // with the type, without which some drivers take no null
      statement.setObject(next++, number, Types.INTEGER);
    }
    return next;
  }

  /** The servers that something was said of last, the last one first. */
  static List<ComputeInstance> latest(Connection connection, int limit) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select * from compute_instances order by sent_at desc, instance_id")) {
      select.setMaxRows(limit);
      try (ResultSet row = select.executeQuery()) {
        List<ComputeInstance> instances = new ArrayList<>();
        while (row.next()) {
          instances.add(read(row));
        }
        return instances;
      }
    }
  }

  /** How many servers it knows, with the deleted ones or without. */
  static long count(Connection connection, boolean withDeleted) throws SQLException {
    String all = "select count(*) from compute_instances";
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery(
                withDeleted ? all : all + " where state is null or state <> 'deleted'")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static ComputeInstance read(ResultSet row) throws SQLException {
    return new ComputeInstance(
        row.getString("instance_id"),
        row.getString("tenant_id"),
        row.getString("user_id"),
        row.getString("display_name"),
        row.getString("state"),
        row.getString("task_state"),
        row.getString("host"),
        row.getString("node"),
        row.getString("availability_zone"),
        row.getString("flavor"),
        row.getObject("vcpus", Integer.class),
        row.getObject("memory_mb", Integer.class),
        row.getObject("disk_gb", Integer.class),
        row.getObject("root_gb", Integer.class),
        row.getObject("ephemeral_gb", Integer.class),
        row.getString("image"),
        row.getString("addresses"),
        row.getString("created_at"),
        row.getString("launched_at"),
        row.getString("deleted_at"),
        row.getString("event_type"),
        row.getString("version"));
  }
}
