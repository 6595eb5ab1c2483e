package io.aaas.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.springframework.boot.SpringBootVersion;

/**
 * Where a run took place.
 *
 * @param processors how many
 * @param memory of the machine
 * @param load how busy it was when the run ended, by the kernel's average of one minute
 * @param system its system
 * @param java the JVM
 * @param springBoot the framework
 */
record Machine(int processors, String memory, String load, String system, String java, String springBoot) {

	static Machine here() {
		String memory = first("/proc/meminfo").replaceAll("\\D", "");
		return new Machine(Runtime.getRuntime().availableProcessors(),
				memory.isEmpty() ? "unknown"
						: String.format(Locale.ROOT, "%.1f GiB", Long.parseLong(memory) / 1024.0 / 1024.0),
				first("/proc/loadavg").split(" ")[0],
				System.getProperty("os.name") + " " + System.getProperty("os.version"),
				System.getProperty("java.vendor.version") + " " + System.getProperty("java.version"),
				SpringBootVersion.getVersion());
	}

	private static String first(String file) {
		try {
			return Files.readAllLines(Path.of(file)).getFirst();
		}
		catch (IOException ex) {
			// Not on Linux.
			return "";
		}
	}

}
