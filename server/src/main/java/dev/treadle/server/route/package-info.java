/**
 * What all routes share: what they need, how their arguments are read, how they answer.
 *
 * <p>May use Spring MVC.
 */
@NullMarked
package dev.treadle.server.route;

import org.jspecify.annotations.NullMarked;
