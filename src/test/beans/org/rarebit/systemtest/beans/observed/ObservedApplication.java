package org.rarebit.systemtest.beans.observed;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Has a resource. */
@ApplicationPath("api")
public class ObservedApplication extends Application {}
