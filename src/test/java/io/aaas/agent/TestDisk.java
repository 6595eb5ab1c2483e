package io.aaas.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.unit.DataSize;

/**
 * Disks of 100 GiB that are as full as a test says, whatever those of the machine are.
 */
public final class TestDisk implements DiskSpace.Gauge, ApplicationContextInitializer<ConfigurableApplicationContext> {

	private final Map<Path, DataSize> free = new ConcurrentHashMap<>();

	private volatile DataSize everywhere = DataSize.ofGigabytes(50);

	private volatile boolean broken;

	/** So much is free, on each disk that nothing else was said of. */
	public void leave(DataSize free) {
		this.everywhere = free;
	}

	void leave(Path directory, DataSize free) {
		this.free.put(directory, free);
	}

	void breakDown() {
		this.broken = true;
	}

	@Override
	public DiskSpace.Reading read(Path directory) throws IOException {
		if (this.broken) {
			throw new IOException("Input/output error");
		}
		return new DiskSpace.Reading(this.free.getOrDefault(directory, this.everywhere).toBytes(),
				DataSize.ofGigabytes(100).toBytes());
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		context.getBeanFactory().registerSingleton("testDisk", this);
	}

}
