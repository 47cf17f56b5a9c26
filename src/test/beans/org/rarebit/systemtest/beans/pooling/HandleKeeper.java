package org.rarebit.systemtest.beans.pooling;

import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.ArrayList;
import java.util.List;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/** Keeps handles in a field from one method to the next, as beans should not. */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HandleKeeper {

  private final List<RpcConnection> kept = new ArrayList<>(); // the container locks

  public int keep(RpcConnectionFactory factory) {
    kept.add(factory.getConnection());
    return kept.size();
  }

  public long use(int index) {
    return (long)
        kept.get(index)
            .client(Target.topic("calculator"))
            .request("add")
            .arg("a", index)
            .arg("b", 1)
            .call();
  }

  public void close() {
    kept.forEach(RpcConnection::close);
    kept.clear();
  }
}
