package com.example.embed;

import java.io.File;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Predicts as two plug-ins of one program, each with its own copy of Lather, and prints whether the class loader of
 * each was released after it was closed: Loaders CLASSPATH MODEL DATA [BACKEND].
 */
public final class Loaders {
    private Loaders() {}

    public static void main(String[] arguments) throws Exception {
        List<URL> files = new ArrayList<>();
        for (String file : arguments[0].split(File.pathSeparator, -1)) {
            files.add(url(file));
        }
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        List<WeakReference<ClassLoader>> loaders = List.of(predict(files, rest), predict(files, rest));
        for (int i = 0; i < 50 && loaders.stream().anyMatch(loader -> loader.get() != null); i++) {
            System.gc();
            Thread.sleep(100);
        }
        loaders.forEach(loader -> System.out.println("released " + (loader.get() == null)));
    }

    private static URL url(String file) throws MalformedURLException {
        return Path.of(file).toUri().toURL();
    }

    private static WeakReference<ClassLoader> predict(List<URL> files, String[] arguments) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(files.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            loader.loadClass(Predict.class.getName())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
            return new WeakReference<>(loader);
        } catch (InvocationTargetException e) {
            // not the exception itself, which refers to classes of the loader
            throw new IllegalStateException(e.getCause().toString());
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
