package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The service's classes and resources, some of them replaced. A class cache holds nothing
 * of what is not in a jar.
 *
 * @param entries what is in it, folders as well: without them Spring finds no component
 * @param hash names its content
 */
record ServiceJar(SortedMap<String, byte[]> entries, String hash) {

	private static final Path TESTS = Path.of("target/test-classes");

	static ServiceJar of(Path classes, Map<String, byte[]> replaced) {
		SortedMap<String, byte[]> entries = new TreeMap<>();
		try (Stream<Path> files = Files.walk(classes)) {
			for (Path file : files.filter(Predicate.not(classes::equals)).toList()) {
				boolean folder = Files.isDirectory(file);
				entries.put(classes.relativize(file) + (folder ? "/" : ""),
						folder ? new byte[0] : Files.readAllBytes(file));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		entries.putAll(replaced);
		return new ServiceJar(entries, hash(entries));
	}

	private static String hash(SortedMap<String, byte[]> entries) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			entries.values().forEach(digest::update);
			return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A class of the tests and what is nested in it. */
	static Map<String, byte[]> classes(Class<?> type) {
		Map<String, byte[]> classes = new TreeMap<>();
		try (Stream<Path> files = Files.list(TESTS.resolve(type.getPackageName().replace('.', '/')))) {
			for (Path file : files.toList()) {
				if (file.getFileName().toString().matches(type.getSimpleName() + "(\\$.*)?\\.class")) {
					classes.put(TESTS.relativize(file).toString(), Files.readAllBytes(file));
				}
			}
			return classes;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Write it, unless it is there.
	 * @return the jar
	 */
	Path write(Path directory) {
		Path jar = directory.resolve(this.hash + ".jar");
		if (Files.exists(jar)) {
			return jar;
		}
		try {
			Files.createDirectories(directory);
			Path written = Files.createTempFile(directory, "", ".part");
			try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(written))) {
				for (Map.Entry<String, byte[]> entry : this.entries.entrySet()) {
					out.putNextEntry(new JarEntry(entry.getKey()));
					out.write(entry.getValue());
					out.closeEntry();
				}
			}
			return Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
