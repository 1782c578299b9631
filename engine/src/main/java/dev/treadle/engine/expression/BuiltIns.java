package dev.treadle.engine.expression;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every function of the language, by name. */
final class BuiltIns {
  private static final Map<String, Func.Native> FUNCTIONS = new HashMap<>();

  static {
    add("string", 1, "<x-b?:s>", TextFunctions::string);
    add("substring", 3, "<s-nn?:s>", TextFunctions::substring);
    add("substringBefore", 2, "<s-s:s>", TextFunctions::before);
    add("substringAfter", 2, "<s-s:s>", TextFunctions::after);
    add("lowercase", 1, "<s-:s>", TextFunctions::lowercase);
    add("uppercase", 1, "<s-:s>", TextFunctions::uppercase);
    add("length", 1, "<s-:n>", TextFunctions::length);
    add("trim", 1, "<s-:s>", TextFunctions::trim);
    add("pad", 3, "<s-ns?:s>", TextFunctions::pad);
    add("join", 2, "<a<s>s?:s>", TextFunctions::join);
    add("match", 3, "<s-f<s:o>n?:a<o>>", MatchFunctions::match);
    add("contains", 2, "<s-(sf):b>", MatchFunctions::contains);
    add("replace", 4, "<s-(sf)(sf)n?:s>", MatchFunctions::replace);
    add("split", 3, "<s-(sf)n?:a<s>>", MatchFunctions::split);
    add("base64encode", 1, "<s-:s>", Encodings::base64encode);
    add("base64decode", 1, "<s-:s>", Encodings::base64decode);
    add("encodeUrlComponent", 1, "<s-:s>", Encodings::encodeUrlComponent);
    add("encodeUrl", 1, "<s-:s>", Encodings::encodeUrl);
    add("decodeUrlComponent", 1, "<s-:s>", Encodings::decodeUrlComponent);
    add("decodeUrl", 1, "<s-:s>", Encodings::decodeUrl);
    add("sum", 1, "<a<n>:n>", NumberFunctions::sum);
    add("max", 1, "<a<n>:n>", NumberFunctions::max);
    add("min", 1, "<a<n>:n>", NumberFunctions::min);
    add("average", 1, "<a<n>:n>", NumberFunctions::average);
    add("number", 1, "<(nsb)-:n>", NumberFunctions::number);
    add("floor", 1, "<n-:n>", NumberFunctions::floor);
    add("ceil", 1, "<n-:n>", NumberFunctions::ceil);
    add("round", 2, "<n-n?:n>", NumberFunctions::round);
    add("abs", 1, "<n-:n>", NumberFunctions::abs);
    add("sqrt", 1, "<n-:n>", NumberFunctions::sqrt);
    add("power", 2, "<n-n:n>", NumberFunctions::power);
    add("random", 0, "<:n>", call -> call.evaluator().nextRandom());
    add("formatNumber", 3, "<n-so?:s>", NumberFunctions::formatNumber);
    add("formatBase", 2, "<n-n?:s>", NumberFunctions::formatBase);
    add("formatInteger", 2, "<n-s:s>", NumberFunctions::formatInteger);
    add("parseInteger", 2, "<s-s:n>", NumberFunctions::parseInteger);
    add("boolean", 1, "<x-:b>", ObjectFunctions::truth);
    add("not", 1, "<x-:b>", ObjectFunctions::not);
    add("exists", 1, "<x:b>", call -> call.has(0));
    add("type", 1, "<x:s>", ObjectFunctions::type);
    add("keys", 1, "<x-:a<s>>", ObjectFunctions::keys);
    add("lookup", 2, "<x-s:x>", ObjectFunctions::lookup);
    add("spread", 1, "<x-:a<o>>", ObjectFunctions::spread);
    add("merge", 1, "<a<o>:o>", ObjectFunctions::merge);
    add("each", 2, "<o-f:a>", HigherOrder::each);
    add("sift", 2, "<o-f?:o>", HigherOrder::sift);
    add("clone", 1, "<(oa)-:o>", ObjectFunctions::clone);
    add("error", 1, "<s?:x>", ObjectFunctions::error);
    add("assert", 2, "<bs?:x>", ObjectFunctions::check);
    add("eval", 2, "<sx?:x>", ObjectFunctions::eval);
    add("count", 1, "<a:n>", ArrayFunctions::count);
    add("append", 2, "<xx:a>", ArrayFunctions::append);
    add("reverse", 1, "<a:a>", ArrayFunctions::reverse);
    add("shuffle", 1, "<a:a>", ArrayFunctions::shuffle);
    add("distinct", 1, "<x:x>", ArrayFunctions::distinct);
    add("zip", 0, "<a+>", ArrayFunctions::zip);
    add("sort", 2, "<af?:a>", HigherOrder::sort);
    add("map", 2, "<af>", HigherOrder::map);
    add("filter", 2, "<af>", HigherOrder::filter);
    add("single", 2, "<af?>", HigherOrder::single);
    add("reduce", 3, "<afj?:j>", HigherOrder::reduce);
    add("now", 2, "<s?s?:s>", DateFunctions::now);
    add("millis", 0, "<:n>", call -> (double) call.evaluator().nowMillis());
    add("toMillis", 2, "<s-s?:n>", DateFunctions::toMillis);
    add("fromMillis", 3, "<n-s?s?:s>", DateFunctions::fromMillis);
  }

  private BuiltIns() {}

  private static void add(String name, int arity, String signature, Func.Body body) {
    FUNCTIONS.put(name, new Func.Native(name, arity, Signature.parse(signature), body));
  }

  static Func.@Nullable Native find(String name) {
    return FUNCTIONS.get(name);
  }
}
