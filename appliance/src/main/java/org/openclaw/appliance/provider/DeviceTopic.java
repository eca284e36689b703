package org.openclaw.appliance.provider;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A thing about the device one may ask the built-in responder, the words that ask for it, and the sentence that answers. */
enum DeviceTopic {
    VERSION("version|release|what are you running|hardware|hostname|which (?:board|device)|版本|主机|型号", DeviceTopic::version),
    UPTIME("uptime|up time|how long .{0,40}(?:up|running|been on)|running since|运行时间|运行了?多久|多久了|开机", DeviceTopic::uptime),
    MEMORY("memory|ram|out of mem|内存|記憶體", DeviceTopic::memory),
    DISK("disk|storage|free space|sd ?card|file ?system|磁盘|硬盘|存储|空间", DeviceTopic::disk),
    TEMPERATURE("temperature|temp|how hot|how warm|overheat\\w*|温度|溫度|多热", DeviceTopic::temperature),
    LOAD("load|cpu|processor|busy|负载|處理器|处理器", DeviceTopic::load),
    ADDRESS("ip|address(?:es)?|network|url|where (?:are|is) .{0,20}reach\\w*|地址|网络|網路", DeviceTopic::address),
    CLIENTS("clients?|connections?|connected|who is (?:on|online)|客户端|连接数|在线|連線", DeviceTopic::clients);

    private static final Pattern EVERYTHING =
            words("status|state of (?:the|this) (?:device|board|gateway)|system info\\w*|about (?:this|the) device|状态|狀態|设备信息");

    private final Pattern asked;
    private final Function<DeviceFacts, String> answer;

    DeviceTopic(String words, Function<DeviceFacts, String> answer) {
        this.asked = words(words);
        this.answer = answer;
    }

    /** What a question asks for, in a fixed order; empty when it asks for nothing known. @param question in lower case */
    static Set<DeviceTopic> askedIn(String question) {
        if (EVERYTHING.matcher(question).find()) {
            return EnumSet.allOf(DeviceTopic.class);
        }
        Set<DeviceTopic> topics = EnumSet.noneOf(DeviceTopic.class);
        for (DeviceTopic topic : values()) {
            if (topic.asked.matcher(question).find()) {
                topics.add(topic);
            }
        }
        return topics;
    }

    String answer(DeviceFacts facts) {
        return answer.apply(facts);
    }

    /** Latin words must stand alone; Chinese ones are written without spaces. */
    private static Pattern words(String alternatives) {
        return Pattern.compile("(?<![a-z0-9])(?:" + alternatives + ")(?![a-z0-9])");
    }

    private static String version(DeviceFacts facts) {
        String hardware = facts.hardware().equals("unknown") ? "" : " (" + facts.hardware() + ")";
        return "Version: OpenClaw Appliance " + facts.version() + " on " + facts.hostname() + hardware + ".";
    }

    private static String uptime(DeviceFacts facts) {
        String gateway = "Uptime: the gateway has run for " + span(facts.gatewayUptimeMillis());
        OptionalLong host = facts.hostUptimeMillis();
        return gateway + (host.isPresent() ? ", the device for " + span(host.getAsLong()) : "") + ".";
    }

    private static String memory(DeviceFacts facts) {
        return "Memory: " + share(facts.memoryAvailableBytes(), facts.memoryTotalBytes(), "available")
                + (facts.gatewayMemoryBytes().isPresent()
                        ? "; the gateway uses " + size(facts.gatewayMemoryBytes().getAsLong())
                        : "")
                + ".";
    }

    private static String disk(DeviceFacts facts) {
        return "Disk: " + share(facts.diskFreeBytes(), facts.diskTotalBytes(), "free") + ".";
    }

    private static String temperature(DeviceFacts facts) {
        return facts.temperatureCelsius().isPresent()
                ? String.format(Locale.ROOT, "Temperature: %.1f °C.", facts.temperatureCelsius().getAsDouble())
                : "Temperature: this device doesn't tell.";
    }

    private static String load(DeviceFacts facts) {
        List<Double> load = facts.loadAverage();
        return load.isEmpty()
                ? "Load: this system doesn't tell."
                : "Load: " + load.stream().map(value -> String.format(Locale.ROOT, "%.2f", value))
                        .collect(Collectors.joining(", ")) + " (1, 5 and 15 minutes).";
    }

    private static String address(DeviceFacts facts) {
        return facts.addresses().isEmpty()
                ? "Address: no network address; only this device itself reaches port " + facts.port() + "."
                : "Address: " + String.join(", ", facts.addresses()) + "; the gateway's port is " + facts.port() + ".";
    }

    private static String clients(DeviceFacts facts) {
        int count = facts.clients();
        return "Clients: " + count + (count == 1 ? " is" : " are") + " connected.";
    }

    private static String share(OptionalLong part, OptionalLong whole, String word) {
        if (part.isEmpty()) {
            return whole.isEmpty() ? "this system doesn't tell" : size(whole.getAsLong()) + " in all";
        }
        return size(part.getAsLong()) + " " + word + (whole.isEmpty() ? "" : " of " + size(whole.getAsLong()));
    }

    private static String size(long bytes) {
        double mebibytes = bytes / 1048576.0;
        return mebibytes < 10_240
                ? String.format(Locale.ROOT, "%.0f MB", mebibytes)
                : String.format(Locale.ROOT, "%.1f GB", mebibytes / 1024);
    }

    private static String span(long millis) {
        long minutes = millis / 60_000;
        if (minutes < 1) {
            return Math.max(0, millis / 1000) + " s";
        }
        long days = minutes / 1440;
        long hours = minutes / 60 % 24;
        return (days > 0 ? days + " d " : "") + (days > 0 || hours > 0 ? hours + " h " : "") + minutes % 60 + " min";
    }
}
