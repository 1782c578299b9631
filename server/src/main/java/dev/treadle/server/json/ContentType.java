package dev.treadle.server.json;

import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;

/** What kind of body comes: JSON in UTF-8, as it is and not packed. */
final class ContentType {
  private static final MediaType MERGE_PATCH = new MediaType("application", "merge-patch+json");

  private ContentType() {}

  static void requireJson(HttpServletRequest request) {
    String type = request.getContentType();
    if (type == null || !isJson(type, request.getMethod())) {
      throw refused("The body must be application/json in UTF-8.");
    }
    String coding = request.getHeader("Content-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw refused("The body must not be packed.");
    }
  }

  private static boolean isJson(String type, String method) {
    try {
      MediaType media = MediaType.parseMediaType(type);
      Charset charset = media.getCharset();
      boolean patch = method.equals("PATCH") && MERGE_PATCH.equalsTypeAndSubtype(media);
      return (patch || MediaType.APPLICATION_JSON.equalsTypeAndSubtype(media))
          && (charset == null || charset.equals(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail);
  }
}
