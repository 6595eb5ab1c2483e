package io.aaas.agent;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How full the disks may become.
 *
 * @param minFree what has to be free on the disks of the data and of the workspaces, or
 * no turn begins; absent, 1 GiB or 2 % of the disk, whichever is more; 0 for no limit
 */
@ConfigurationProperties("aaas.agent.disk")
record DiskProperties(@Nullable DataSize minFree) {
}
