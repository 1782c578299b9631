package dev.treadle.server.api.workflows;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a workflow in a list says of the template that it was made from. */
@FunctionalInterface
interface TemplateNames {
  /** As long as there are no templates. */
  TemplateNames NONE = template -> Optional.empty();

  /** {@code {id, name, category}}; empty for a template that is not known. */
  Optional<Map<String, @Nullable Object>> find(UUID template);
}
