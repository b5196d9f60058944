// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.FieldAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a compiled class of ours names: a class of a library, or with {@code member} a field, method or constructor of
 * it, by its exact types, as the JVM looks for it. {@code from} is who names it, as {@link #name} has it.
 */
public record Reference(String from, String owner, Optional<String> member) {
    /** The classes of this build, without those of the tests. */
    public static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("connect.redshift");

    /** All that our classes name of the library whose packages begin with {@code library}. */
    public static Set<Reference> to(String library) {
        Set<JavaClass> heirs = heirs(library);
        Set<Reference> found = new HashSet<>();
        for (JavaClass ours : OURS) {
            for (Dependency dependency : ours.getDirectDependenciesFromSelf()) {
                String target =
                        dependency.getTargetClass().getBaseComponentType().getName();
                if (target.startsWith(library)) {
                    found.add(new Reference(name(ours), target, Optional.empty()));
                }
            }
            for (JavaAccess<?> access : accesses(ours)) {
                JavaClass owner = access.getTargetOwner();
                // A call of a method that one of ours inherits names the heir.
                if (owner.getName().startsWith(library) || heirs.contains(owner)) {
                    found.add(new Reference(name(ours), owner.getName(), Optional.of(signature(access.getTarget()))));
                }
            }
        }
        return found;
    }

    /** Our classes that have a superclass or an interface of the library. */
    public static Set<JavaClass> heirs(String library) {
        return OURS.stream()
                .filter(type -> Stream.concat(
                                type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
                        .anyMatch(above -> above.getName().startsWith(library)))
                .collect(Collectors.toSet());
    }

    /** Whether the JVM finds it with {@code loader}. */
    public boolean isIn(ClassLoader loader) {
        try {
            Class<?> type = Class.forName(owner, false, loader);
            return member.isEmpty()
                    || Stream.concat(Stream.of(type), above(type)).anyMatch(each -> declares(each, member.get()));
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /** What is in the jars of these folders, earlier ones first, and in the JDK, and nowhere else. */
    public static URLClassLoader jars(Path... folders) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path folder : folders) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
                for (Path jar : jars) {
                    urls.add(jar.toUri().toURL());
                }
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** The class's name without our package's and without what it is inside of. */
    public static String name(JavaClass ours) {
        return ours.getName().replaceAll("^connect\\.redshift\\.|\\$.*", "");
    }

    /** As {@link #member} has it. */
    public static String signature(Method method) {
        return signature(
                method.getName(),
                names(method.getParameterTypes()),
                method.getReturnType().getName());
    }

    /** Superclasses and interfaces, near ones first; of an interface {@link Object}, too, whose methods it has. */
    public static Stream<Class<?>> above(Class<?> type) {
        List<Class<?>> direct = new ArrayList<>();
        direct.add(type.isInterface() ? Object.class : type.getSuperclass());
        direct.addAll(List.of(type.getInterfaces()));
        return direct.stream().filter(Objects::nonNull).flatMap(each -> Stream.concat(Stream.of(each), above(each)));
    }

    public static boolean declares(Class<?> type, String signature) {
        return Stream.of(
                        Arrays.stream(type.getDeclaredMethods()).map(Reference::signature),
                        Arrays.stream(type.getDeclaredConstructors())
                                .map(made -> signature("<init>", names(made.getParameterTypes()), "void")),
                        Arrays.stream(type.getDeclaredFields())
                                .map(field -> signature(
                                        field.getName(), field.getType().getName())))
                .flatMap(each -> each)
                .anyMatch(signature::equals);
    }

    @Override
    public String toString() {
        return "%s: %s".formatted(from, owner) + member.map(each -> "." + each).orElse("");
    }

    private static List<JavaAccess<?>> accesses(JavaClass ours) {
        List<JavaAccess<?>> all = new ArrayList<>(ours.getFieldAccessesFromSelf());
        all.addAll(ours.getMethodCallsFromSelf());
        all.addAll(ours.getConstructorCallsFromSelf());
        all.addAll(ours.getMethodReferencesFromSelf());
        all.addAll(ours.getConstructorReferencesFromSelf());
        return all;
    }

    private static String signature(AccessTarget target) {
        if (target instanceof FieldAccessTarget field) {
            return signature(field.getName(), field.getRawType().getName());
        }
        CodeUnitAccessTarget code = (CodeUnitAccessTarget) target;
        String parameters =
                code.getRawParameterTypes().stream().map(JavaClass::getName).collect(Collectors.joining(","));
        return signature(code.getName(), parameters, code.getRawReturnType().getName());
    }

    private static String signature(String field, String type) {
        return field + " " + type;
    }

    private static String signature(String name, String parameters, String returned) {
        return name + "(" + parameters + ")" + returned;
    }

    private static String names(Class<?>[] types) {
        return Arrays.stream(types).map(Class::getName).collect(Collectors.joining(","));
    }
}
