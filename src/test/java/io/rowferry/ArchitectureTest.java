package io.rowferry;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.rowferry.servers.Beside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the house that a machine can hold, one per method. Packages that do not exist yet break none of them. */
@Beside
class ArchitectureTest {
    private static final String ROOT = "io.rowferry";
    private static final int LONGEST_FILE = 400;

    /** Who may import whom; {@code command}, at the top, may import all. The README shows the same table. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("job", Set.of("table")),
            Map.entry("plan", Set.of("job", "database", "table")),
            Map.entry("sync", Set.of("job", "plan", "source", "shape", "bus", "ledger", "apply", "table")),
            Map.entry("source", Set.of("table", "database")),
            Map.entry("shape", Set.of("table")),
            Map.entry("bus", Set.of("table")),
            Map.entry("apply", Set.of("job", "plan", "bus", "target", "ledger", "table")),
            Map.entry("target", Set.of("table", "database", "ledger")),
            Map.entry("ledger", Set.of("table", "database")),
            Map.entry("verify", Set.of("job", "plan", "source", "shape", "database", "ledger", "table")),
            Map.entry("replay", Set.of("job", "plan", "source", "shape", "bus", "ledger", "table")),
            Map.entry("survey", Set.of("job", "plan", "source", "target", "bus", "ledger", "database", "table")),
            Map.entry("report", Set.of("sync", "apply", "verify", "replay", "survey", "plan", "broker", "table")),
            Map.entry("database", Set.of("table")),
            Map.entry("table", Set.of()),
            Map.entry("broker", Set.of()));

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    static Stream<String> packages() {
        return MAY_IMPORT.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void imports_point_one_way(String name) {
        String[] forbidden = Stream.concat(Stream.of("command"), packages())
                .filter(other -> !other.equals(name) && !allowed(name).contains(other))
                .map(ArchitectureTest::inFull)
                .toArray(String[]::new);
        hold(noClasses()
                .that()
                .resideInAPackage(inFull(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because("deeds stand above things: a package is read knowing only those that it may import"));
    }

    @Test
    void every_package_has_its_line_in_the_table() {
        String[] known = Stream.concat(
                        Stream.of(ROOT, inFull("command")), packages().map(ArchitectureTest::inFull))
                .toArray(String[]::new);
        hold(classes()
                .should()
                .resideInAnyPackage(known)
                .because("the folders are one level, and a new one needs a decision on who may import it"));
    }

    @Test
    void packages_form_no_cycle() {
        hold(slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("of two packages that need each other neither can be read, tested or replaced alone"));
    }

    @Test
    void only_bus_sees_the_service_bus_client() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(inFull("bus"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.azure..")
                .because("the work-arounds for the client's faults stand in one place, each with its issue number"));
    }

    @Test
    void only_command_sees_picocli() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(inFull("command"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .because("a deed is the same whoever asks for it: command line, test or another program"));
    }

    @Test
    void only_command_and_report_touch_the_standard_streams() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackages(inFull("command"), inFull("report"))
                .should(ACCESS_STANDARD_STREAMS)
                .orShould()
                .accessField(System.class, "in")
                .because("standard output carries results that scripts read; a stray line breaks them"));
    }

    @Test
    void broker_imports_nothing_of_rowferry() {
        hold(noClasses()
                .that()
                .resideInAPackage(inFull("broker"))
                .should()
                .dependOnClassesThat(describe(
                        "are rowferry's but not the broker's",
                        type -> isOurs(type) && !type.getPackageName().equals(inFull("broker"))))
                .because("the broker stands in for Service Bus, which knows nothing of us either"));
    }

    @Test
    void bus_and_broker_meet_only_on_the_wire() {
        hold(noClasses()
                .that()
                .resideInAPackage(inFull("bus"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(inFull("broker"))
                .because("what works against the local broker must work against Azure: there is no second code path"));
    }

    @Test
    void nobody_asks_for_the_time_but_through_a_clock() {
        hold(noClasses()
                .should()
                .accessTargetWhere(describe(
                        "reads this machine's clock past the injected one",
                        access -> readsTheClock(access) && !makesTheClockInCommand(access)))
                .because("a Clock is injected, so that tests set the time; only command makes it"));
    }

    @Test
    void no_class_is_named_after_what_it_is_not() {
        hold(classes()
                .should()
                .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl|Processor|Common)(\\$.*)?")
                .because("such a name says nothing; name the class after the one thing that it does"));
    }

    @Test
    void every_package_is_null_marked() {
        List<String> unmarked = PRODUCTION.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertThat(unmarked)
                .as("packages without a @NullMarked package-info, which NullAway therefore does not check")
                .isEmpty();
    }

    @Test
    void no_file_is_longer_than_a_reader_bears() throws IOException {
        List<String> tooLong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                long lines = countLines(file);
                if (lines > LONGEST_FILE) {
                    tooLong.add(file + ": " + lines + " lines");
                }
            });
        }
        assertThat(tooLong)
                .as("files above " + LONGEST_FILE + " lines do more than one thing")
                .isEmpty();
    }

    @Test
    void the_root_holds_only_how_a_run_ends() {
        hold(classes()
                .that()
                .resideInAPackage(ROOT)
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .be(ExitCode.class)
                .orShould()
                .be(Failure.class)
                .because("the folders beside them are the map; everything else belongs into one"));
    }

    private static void hold(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCTION);
    }

    private static Set<String> allowed(String name) {
        return MAY_IMPORT.getOrDefault(name, Set.of());
    }

    private static String inFull(String name) {
        return ROOT + "." + name;
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }

    private static boolean readsTheClock(JavaAccess<?> access) {
        String target = access.getTarget().getFullName();
        String owner = access.getTargetOwner().getName();
        return switch (access.getName()) {
            case "now" -> owner.startsWith("java.time.") && !target.endsWith("(" + Clock.class.getName() + ")");
            case "currentTimeMillis" -> owner.equals(System.class.getName());
            case "<init>" -> target.equals(Date.class.getName() + ".<init>()");
            default -> owner.equals(Clock.class.getName()) && access.getName().startsWith("system");
        };
    }

    private static boolean makesTheClockInCommand(JavaAccess<?> access) {
        return access.getName().equals("systemUTC")
                && access.getOriginOwner().getPackageName().equals(inFull("command"));
    }

    private static long countLines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
