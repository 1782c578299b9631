package dev.treadle.engine.expression;

/** One half of a picture of a number, cut up; {@code exponent} is empty where there is none. */
record NumberPart(
    String picture,
    String prefix,
    String suffix,
    String active,
    String mantissa,
    boolean hasExponent,
    String exponent,
    String integer,
    String fraction) {

  static NumberPart of(String picture, NumberSymbols symbols) {
    int start = 0;
    while (start < picture.length() && !symbols.isBorder(picture.charAt(start))) {
      start++;
    }
    int end = picture.length();
    while (end > 0 && !symbols.isBorder(picture.charAt(end - 1))) {
      end--;
    }
    String prefix = start == picture.length() ? "" : picture.substring(0, start);
    String suffix = end == 0 ? "" : picture.substring(end);
    String active = picture.substring(prefix.length(), picture.length() - suffix.length());
    int at = picture.indexOf(symbols.exponent(), prefix.length());
    boolean hasExponent = at >= 0 && at <= picture.length() - suffix.length();
    // The reference counts this offset from the start of the picture, not of the active part.
    int exponentAt = Math.min(at, active.length());
    String mantissa = hasExponent ? active.substring(0, exponentAt) : active;
    String exponent =
        hasExponent ? active.substring(Math.min(exponentAt + 1, active.length())) : "";
    int pointAt = mantissa.indexOf(symbols.point());
    return new NumberPart(
        picture,
        prefix,
        suffix,
        active,
        mantissa,
        hasExponent,
        exponent,
        pointAt < 0 ? mantissa : mantissa.substring(0, pointAt),
        pointAt < 0 ? suffix : mantissa.substring(pointAt + 1));
  }

  void check(NumberSymbols symbols) {
    int pointAt = picture.indexOf(symbols.point());
    boolean hasPercent = picture.contains(symbols.percent());
    boolean hasPerMille = picture.contains(symbols.perMille());
    int optional = integer.indexOf(symbols.digit());
    int optionalFraction = fraction.lastIndexOf(symbols.digit());
    String code = "";
    code = repeats(picture, symbols.point()) ? "D3081" : code;
    code = repeats(picture, symbols.percent()) ? "D3082" : code;
    code = repeats(picture, symbols.perMille()) ? "D3083" : code;
    code = hasPercent && hasPerMille ? "D3084" : code;
    code = mantissa.chars().noneMatch(c -> symbols.isDigitSign((char) c)) ? "D3085" : code;
    code = active.chars().anyMatch(c -> !symbols.isActive((char) c)) ? "D3086" : code;
    if (pointAt >= 0) {
      boolean adjacent =
          symbols.isSeparator(picture, pointAt - 1) || symbols.isSeparator(picture, pointAt + 1);
      code = adjacent ? "D3087" : code;
    } else {
      code = symbols.isSeparator(integer, integer.length() - 1) ? "D3088" : code;
    }
    code = picture.contains(symbols.separator() + symbols.separator()) ? "D3089" : code;
    code = optional >= 0 && symbols.digits(integer.substring(0, optional)) > 0 ? "D3090" : code;
    code =
        optionalFraction >= 0 && symbols.digits(fraction.substring(optionalFraction)) > 0
            ? "D3091"
            : code;
    code = !exponent.isEmpty() && (hasPercent || hasPerMille) ? "D3092" : code;
    boolean exponentFits = !exponent.isEmpty() && symbols.digits(exponent) == exponent.length();
    code = hasExponent && !exponentFits ? "D3093" : code;
    if (!code.isEmpty()) {
      throw new Fault(code, "\"" + picture + "\" is no picture of a number");
    }
  }

  private static boolean repeats(String picture, String symbol) {
    return picture.indexOf(symbol) != picture.lastIndexOf(symbol);
  }
}
