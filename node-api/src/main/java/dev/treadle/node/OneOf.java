package dev.treadle.node;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Members of a config that exclude each other. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(OneOf.List.class)
public @interface OneOf {
  /** The names of the members. */
  String[] value();

  /** Whether exactly one must be there; otherwise none may be there, too. */
  boolean required() default true;

  /** Several groups of members that exclude each other. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface List {
    OneOf[] value();
  }
}
