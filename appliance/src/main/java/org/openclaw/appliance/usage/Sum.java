package org.openclaw.appliance.usage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.openclaw.appliance.protocol.Json;

/** Usage in whole, by day, by model and by agent. Used by one thread. */
final class Sum implements Consumer<Use> {

    /** Most different models, agents and model-days told of; what is beyond only counts in the whole. */
    private static final int MOST = 1_000;

    private final Span span;
    final Totals totals = new Totals();
    final Map<LocalDate, Totals> days = new TreeMap<>();
    private final Map<Model, Totals> models = new TreeMap<>();
    private final Map<String, Totals> providers = new TreeMap<>();
    private final Map<String, Totals> agents = new TreeMap<>();
    private final Map<ModelDay, Totals> modelDays = new TreeMap<>();

    record Model(String provider, String id) implements Comparable<Model> {
        @Override
        public int compareTo(Model other) {
            int byProvider = provider.compareTo(other.provider);
            return byProvider != 0 ? byProvider : id.compareTo(other.id);
        }
    }

    record ModelDay(LocalDate day, Model model) implements Comparable<ModelDay> {
        @Override
        public int compareTo(ModelDay other) {
            int byDay = day.compareTo(other.day);
            return byDay != 0 ? byDay : model.compareTo(other.model);
        }
    }

    Sum(Span span) {
        this.span = span;
    }

    @Override
    public void accept(Use use) {
        Model model = new Model(use.provider(), use.model());
        LocalDate day = span.dayOf(use.slot());
        totals.add(use);
        add(days, day, use);
        add(models, model, use);
        add(providers, use.provider(), use);
        add(agents, use.agentId(), use);
        add(modelDays, new ModelDay(day, model), use);
    }

    private static <K> void add(Map<K, Totals> map, K key, Use use) {
        Totals known = map.get(key);
        if (known == null && map.size() < MOST) {
            known = new Totals();
            map.put(key, known);
        }
        if (known != null) {
            known.add(use);
        }
    }

    ArrayNode byModel() {
        ArrayNode list = Json.array();
        models.forEach((model, used) -> list.addObject()
                .put("provider", model.provider())
                .put("model", model.id())
                .put("count", used.runs())
                .set("totals", used.json()));
        return list;
    }

    ArrayNode byProvider() {
        ArrayNode list = Json.array();
        providers.forEach((provider, used) ->
                list.addObject().put("provider", provider).put("count", used.runs()).set("totals", used.json()));
        return list;
    }

    ArrayNode byAgent() {
        ArrayNode list = Json.array();
        agents.forEach((agent, used) -> list.addObject().put("agentId", agent).set("totals", used.json()));
        return list;
    }

    /** The days on which anything was used. */
    ArrayNode costDaily() {
        ArrayNode list = Json.array();
        days.forEach((day, used) -> used.putInto(list.addObject().put("date", day.toString())));
        return list;
    }

    ArrayNode latencyDaily() {
        ArrayNode list = Json.array();
        days.forEach((day, used) -> list.addObject().put("date", day.toString()).setAll(used.latency()));
        return list;
    }

    ArrayNode modelDaily() {
        ArrayNode list = Json.array();
        modelDays.forEach((at, used) -> list.addObject()
                .put("date", at.day().toString())
                .put("provider", at.model().provider())
                .put("model", at.model().id())
                .put("tokens", used.tokens())
                .put("cost", used.cost())
                .put("count", used.runs()));
        return list;
    }

    /** Every day of the span, used or not. */
    ArrayNode everyDay() {
        ArrayNode list = Json.array();
        for (LocalDate day = span.first(); !day.isAfter(span.last()); day = day.plusDays(1)) {
            ObjectNode row = list.addObject().put("date", day.toString());
            days.getOrDefault(day, new Totals()).putInto(row);
        }
        return list;
    }
}
