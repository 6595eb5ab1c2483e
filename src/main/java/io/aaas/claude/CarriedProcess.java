package io.aaas.claude;

import java.util.Collection;

/**
 * A live process that carries an agent's cookie in its environment.
 *
 * @param identity which process
 * @param launch the number of the agent's launch it belongs to
 * @param residentBytes how much of the machine's memory it holds; 0 if that is unknown
 */
public record CarriedProcess(ProcessIdentity identity, int launch, long residentBytes) {

	/**
	 * What some processes hold together; what they share counts for each.
	 * @param processes the processes
	 * @return bytes
	 */
	public static long residentBytes(Collection<CarriedProcess> processes) {
		return processes.stream().mapToLong(CarriedProcess::residentBytes).sum();
	}

}
