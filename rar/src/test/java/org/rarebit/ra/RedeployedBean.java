package org.rarebit.ra;

import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** What {@link RedeploymentTest} deploys again and again; the codecs learn its record. */
public class RedeployedBean implements RpcListener {

  /** An argument and a result of the application's own. */
  public record Point(int x, int y) {}

  @RpcMethod
  public Point mirror(Point point) {
    return new Point(point.y(), point.x());
  }
}
