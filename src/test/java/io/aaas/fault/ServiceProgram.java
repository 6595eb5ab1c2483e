package io.aaas.fault;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.aaas.acceptance.RunningService;
import org.jspecify.annotations.Nullable;

/**
 * The service under test as a program: its classes with the failpoints woven in, and a
 * cache of all classes that makes its starts twice as quick.
 *
 * @param arguments what follows {@code java}
 */
record ServiceProgram(List<String> arguments) {

	private static final Path DIRECTORY = Path.of("target/faults").toAbsolutePath();

	/** Make it, unless it is there already for the same classes. */
	static ServiceProgram make() {
		ServiceJar jar = jar(null);
		List<String> program = program(jar);
		Path cache = DIRECTORY.resolve(jar.hash() + ".aot");
		if (Files.notExists(cache)) {
			train(program, cache);
		}
		return new ServiceProgram(with("-XX:AOTCache=" + cache, program));
	}

	/** Make one that lacks a protection. */
	static ServiceProgram make(Mutant mutant) {
		return new ServiceProgram(program(jar(mutant)));
	}

	private static ServiceJar jar(@Nullable Mutant mutant) {
		Map<String, byte[]> replaced = new HashMap<>(Weaving.classes(mutant));
		replaced.putAll(ServiceJar.classes(FailpointMain.class));
		replaced.putAll(ServiceJar.classes(Failpoints.class));
		return ServiceJar.of(Path.of("target/classes"), replaced);
	}

	private static List<String> program(ServiceJar jar) {
		List<String> classPath = new ArrayList<>(List.of(jar.write(DIRECTORY).toString()));
		Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> entry.endsWith(".jar"))
			.forEach(classPath::add);
		return List.of("-cp", String.join(File.pathSeparator, classPath), FailpointMain.class.getName());
	}

	private static List<String> with(String option, List<String> program) {
		List<String> arguments = new ArrayList<>(List.of(option));
		arguments.addAll(program);
		return arguments;
	}

	/** Start it once, as far as to its web server, and note which classes it took. */
	private static void train(List<String> program, Path cache) {
		try {
			Path directory = Files.createTempDirectory("aaas-training-");
			Path made = directory.resolve("made.aot");
			List<String> options = with("-XX:AOTCacheOutput=" + made, with("-Dspring.context.exit=onRefresh", program));
			try (RunningService training = new RunningService(directory, Map.of("SANDBOX", "none"), options)) {
				Process process = training.launch();
				if (!process.waitFor(3, TimeUnit.MINUTES) || Files.notExists(made)) {
					throw new IllegalStateException("The class cache was not made: " + training.logged());
				}
			}
			Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
