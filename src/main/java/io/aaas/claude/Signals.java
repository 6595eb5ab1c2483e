package io.aaas.claude;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The {@code kill} of the C library: the JDK can send neither SIGINT nor anything without
 * starting a program, which a machine out of processes cannot do.
 */
@SuppressWarnings("restricted")
final class Signals {

	static final int INT = 2;

	static final int KILL = 9;

	private static final MethodHandle KILL_FUNCTION = Linker.nativeLinker()
		.downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
				FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

	private Signals() {
	}

	/**
	 * Send a signal to one process.
	 * @param pid its id; must be checked to be that of the process meant
	 * @param signal the signal's number
	 * @return whether it was sent
	 */
	static boolean send(long pid, int signal) {
		if (pid <= 1 || pid > Integer.MAX_VALUE) {
			// 0 and negative ones mean whole groups, 1 the machine.
			return false;
		}
		try {
			return (int) KILL_FUNCTION.invokeExact((int) pid, signal) == 0;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("kill(2) cannot be called", ex);
		}
	}

}
