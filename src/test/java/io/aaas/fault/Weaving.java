package io.aaas.fault;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Puts the failpoints into the service's classes, of which the build knows nothing.
 */
final class Weaving {

	private static final ClassFileLocator CLASS_FILES = ClassFileLocator.ForClassLoader.ofSystemLoader();

	private Weaving() {
	}

	/**
	 * The classes that hold a failpoint, woven.
	 * @param mutant a protection to take out as well
	 * @return class files by their path in a jar
	 * @throws IllegalStateException if a failpoint names no method of the service
	 */
	static Map<String, byte[]> classes(@Nullable Mutant mutant) {
		Set<String> types = new HashSet<>();
		Arrays.stream(Failpoint.values()).map(Failpoint::type).forEach(types::add);
		if (mutant != null) {
			types.add(mutant.type());
		}
		Map<String, byte[]> woven = new HashMap<>();
		types.forEach((type) -> woven.put(type.replace('.', '/') + ".class", weave(type, mutant)));
		return woven;
	}

	private static byte[] weave(String name, @Nullable Mutant mutant) {
		TypeDescription type = TypePool.Default.of(CLASS_FILES).describe(name).resolve();
		DynamicType.Builder<?> builder = new ByteBuddy().redefine(type, CLASS_FILES);
		if (mutant != null && mutant.type().equals(name)) {
			builder = MutantWeaver.apply(mutant, builder);
		}
		for (Failpoint failpoint : Failpoint.values()) {
			if (failpoint.type().equals(name)) {
				builder = weave(failpoint, type, builder);
			}
		}
		return builder.make().getBytes();
	}

	private static DynamicType.Builder<?> weave(Failpoint failpoint, TypeDescription type,
			DynamicType.Builder<?> builder) {
		if (type.getDeclaredMethods().filter(ElementMatchers.named(failpoint.method())).isEmpty()) {
			throw new IllegalStateException(failpoint + " names no method: " + type + "." + failpoint.method());
		}
		return builder
			.visit(Advice.withCustomMapping().bind(Name.class, failpoint.name()).to(switch (failpoint.moment()) {
				case BEFORE -> Before.class;
				case AFTER -> After.class;
			}).on(ElementMatchers.named(failpoint.method())));
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
