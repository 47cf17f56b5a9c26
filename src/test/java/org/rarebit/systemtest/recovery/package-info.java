/** What happens when a part of the system goes while it is used, and comes back. */
package org.rarebit.systemtest.recovery;
