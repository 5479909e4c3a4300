/**
 * The order of commands in the two queues of a device, one for programs and one for uploads: numbered commands, the
 * events for which one queue waits in the other, pinned host memory, and reused device memory. It depends on no vendor
 * and on no other package of devices.
 */
@NullMarked
package org.lather.backend.device.queue;

import org.jspecify.annotations.NullMarked;
