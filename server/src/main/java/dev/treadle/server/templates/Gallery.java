package dev.treadle.server.templates;

import dev.treadle.postgres.catalog.Template;
import dev.treadle.postgres.catalog.Templates;
import dev.treadle.postgres.catalog.Templates.Filter;
import dev.treadle.postgres.catalog.Templates.Part;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.TemplateId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All templates that an organization sees: those built in, and then its own. */
public final class Gallery {
  private final Templates own;

  public Gallery(Templates own) {
    this.own = own;
  }

  public Optional<Template> find(OrganizationId organization, TemplateId id) {
    return BuiltInTemplates.find(id).or(() -> own.find(organization, id));
  }

  /**
   * The templates of some ids, by id; those that are gone are not among them. At most one query.
   */
  public Map<TemplateId, Template> find(OrganizationId organization, Collection<TemplateId> ids) {
    Map<TemplateId, Template> found = new LinkedHashMap<>();
    Set<TemplateId> others = new HashSet<>();
    for (TemplateId id : ids) {
      BuiltInTemplates.find(id)
          .ifPresentOrElse(template -> found.put(id, template), () -> others.add(id));
    }
    if (!others.isEmpty()) {
      own.find(organization, others).forEach(template -> found.put(template.id(), template));
    }
    return found;
  }

  /**
   * A part of the list: those built in, in the gallery's order, then the organization's own, the
   * newest first.
   *
   * @param builtIn whether only those built in are wanted, or only those that are not
   */
  public List<Template> list(
      OrganizationId organization, Filter filter, Optional<Boolean> builtIn, Part part) {
    boolean amongOwn = part.after().flatMap(BuiltInTemplates::find).isEmpty();
    boolean beginsWithOwn = part.after().isPresent() && amongOwn;
    List<Template> first =
        beginsWithOwn || !builtIn.orElse(true) ? List.of() : builtIn(filter, part.after());
    List<Template> page =
        new ArrayList<>(first.stream().skip(part.offset()).limit(part.limit()).toList());
    if (page.size() < part.limit() && !builtIn.orElse(false)) {
      Part rest =
          new Part(
              beginsWithOwn ? part.after() : Optional.empty(),
              Math.max(0, part.offset() - first.size()),
              part.limit() - page.size());
      page.addAll(own.list(organization, filter, rest));
    }
    return page;
  }

  private static List<Template> builtIn(Filter filter, Optional<TemplateId> after) {
    List<Template> all = BuiltInTemplates.all();
    int from = after.map(id -> all.indexOf(BuiltInTemplates.find(id).orElseThrow()) + 1).orElse(0);
    return all.subList(from, all.size()).stream()
        .filter(template -> matches(template.content(), filter))
        .toList();
  }

  private static boolean matches(Template.Content content, Filter filter) {
    String text = content.name() + "\n" + content.description().orElse("");
    return filter.category().map(content.category()::equals).orElse(true)
        && filter.search().map(part -> lower(text).contains(lower(part))).orElse(true);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
