package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Built-in functions for Base64 and URLs. */
final class Encodings {
  private static final String LETTERS_AND_DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String BASE64 = LETTERS_AND_DIGITS + "+/";
  private static final String UNRESERVED = LETTERS_AND_DIGITS + "-_.!~*'()";
  private static final String RESERVED = ";/?:@&=+$,#";

  private Encodings() {}

  /** Each character is one byte, its lowest eight bits. */
  static @Nullable Object base64encode(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    String text = call.text(0);
    call.budget().text(3L * text.length());
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) text.charAt(i);
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Takes the URL alphabet too, passes over what belongs to neither, ends at the padding. */
  static @Nullable Object base64decode(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    String text = call.text(0);
    call.budget().text(2L * text.length());
    StringBuilder out = new StringBuilder(text.length());
    int bits = 0;
    int count = 0;
    for (int i = 0; i < text.length() && text.charAt(i) != '='; i++) {
      char c = text.charAt(i);
      int value = BASE64.indexOf(c == '-' ? '+' : c == '_' ? '/' : c);
      if (value < 0) {
        continue;
      }
      bits = (bits << 6 | value) & 0xFFFFFF;
      count += 6;
      if (count >= 8) {
        count -= 8;
        out.append((char) (bits >> count & 0xFF));
      }
    }
    return out.toString();
  }

  static @Nullable Object encodeUrlComponent(Func.Call call) {
    return encode(call, UNRESERVED);
  }

  static @Nullable Object encodeUrl(Func.Call call) {
    return encode(call, UNRESERVED + RESERVED);
  }

  static @Nullable Object decodeUrlComponent(Func.Call call) {
    return decode(call, "");
  }

  static @Nullable Object decodeUrl(Func.Call call) {
    return decode(call, RESERVED);
  }

  private static @Nullable Object encode(Func.Call call, String kept) {
    if (!call.has(0)) {
      return ABSENT;
    }
    String text = call.text(0);
    call.budget().text(12L * text.length());
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw malformed();
    }
    StringBuilder out = new StringBuilder();
    while (bytes.hasRemaining()) {
      int value = bytes.get() & 0xFF;
      if (value < 128 && kept.indexOf(value) >= 0) {
        out.append((char) value);
      } else {
        out.append('%').append("0123456789ABCDEF".charAt(value >> 4));
        out.append("0123456789ABCDEF".charAt(value & 15));
      }
    }
    return out.toString();
  }

  private static Fault malformed() {
    return new Fault("D3140", "the URL is malformed");
  }

  private static @Nullable Object decode(Func.Call call, String kept) {
    if (!call.has(0)) {
      return ABSENT;
    }
    String text = call.text(0);
    call.budget().text(4L * text.length());
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '%') {
        out.append(c);
        i++;
        continue;
      }
      int first = octet(text, i);
      int size = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
      if (size == 1 && kept.indexOf(first) >= 0) {
        out.append(text, i, i + 3);
      } else {
        out.append(character(text, i, size));
      }
      i += 3 * size;
    }
    return out.toString();
  }

  private static CharBuffer character(String text, int at, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) octet(text, at + 3 * i);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private static int octet(String text, int at) {
    if (at + 2 >= text.length() || text.charAt(at) != '%') {
      throw malformed();
    }
    int high = digit(text.charAt(at + 1));
    int low = digit(text.charAt(at + 2));
    if (high < 0 || low < 0) {
      throw malformed();
    }
    return high * 16 + low;
  }

  private static int digit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }
}
