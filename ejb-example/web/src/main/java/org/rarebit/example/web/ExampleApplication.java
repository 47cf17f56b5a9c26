package org.rarebit.example.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Puts the resources under {@code /rarebit/api}. */
@ApplicationPath("api")
public class ExampleApplication extends Application {}
