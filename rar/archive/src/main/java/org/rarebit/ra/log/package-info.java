/** What the libraries inside the archive log, handed to the platform's loggers. */
package org.rarebit.ra.log;
