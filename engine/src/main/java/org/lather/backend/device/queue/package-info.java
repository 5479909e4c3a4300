/**
 * The order of what a device is given in two queues, one of programs and one of uploads: numbered commands, what one
 * queue waits for in the other, staging memory of the host, and device memory that is used again. Uses no vendor and no
 * other package of devices.
 */
@NullMarked
package org.lather.backend.device.queue;

import org.jspecify.annotations.NullMarked;
