package io.aaas.fault;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * Puts the failpoints into the service's classes, of which the build knows nothing.
 */
final class Weaving {

	private Weaving() {
	}

	/**
	 * The classes that hold a failpoint, woven.
	 * @return class files by their path in a jar
	 * @throws IllegalStateException if a failpoint names no method of the service
	 */
	static Map<String, byte[]> classes() {
		Map<String, List<Failpoint>> byType = Arrays.stream(Failpoint.values())
			.collect(Collectors.groupingBy(Failpoint::type));
		Map<String, byte[]> woven = new HashMap<>();
		byType.forEach((type, failpoints) -> woven.put(type.replace('.', '/') + ".class", weave(type, failpoints)));
		return woven;
	}

	private static byte[] weave(String name, List<Failpoint> failpoints) {
		ClassFileLocator classFiles = ClassFileLocator.ForClassLoader.ofSystemLoader();
		TypeDescription type = TypePool.Default.of(classFiles).describe(name).resolve();
		DynamicType.Builder<?> builder = new ByteBuddy().redefine(type, classFiles);
		for (Failpoint failpoint : failpoints) {
			if (type.getDeclaredMethods().filter(ElementMatchers.named(failpoint.method())).isEmpty()) {
				throw new IllegalStateException(failpoint + " names no method: " + name + "." + failpoint.method());
			}
			builder = builder
				.visit(Advice.withCustomMapping().bind(Name.class, failpoint.name()).to(switch (failpoint.moment()) {
					case BEFORE -> Before.class;
					case AFTER -> After.class;
				}).on(ElementMatchers.named(failpoint.method())));
		}
		try (DynamicType.Unloaded<?> made = builder.make()) {
			return made.getBytes();
		}
	}

	/** The failpoint's name, in the advice. */
	@Retention(RetentionPolicy.RUNTIME)
	private @interface Name {

	}

	private static final class Before {

		@Advice.OnMethodEnter
		static void enter(@Name String failpoint) {
			Failpoints.pass(failpoint);
		}

	}

	private static final class After {

		@Advice.OnMethodExit
		static void exit(@Name String failpoint) {
			Failpoints.pass(failpoint);
		}

	}

}
