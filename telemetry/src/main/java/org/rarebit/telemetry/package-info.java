/**
 * Traces and metrics of what an application sends and serves, by OpenTelemetry. The jar in an
 * application is all: {@link org.rarebit.telemetry.OpenTelemetryInterceptor} and {@link
 * org.rarebit.telemetry.OpenTelemetryUndeliveredListener} are found by their service files.
 */
@NullMarked
package org.rarebit.telemetry;

import org.jspecify.annotations.NullMarked;
