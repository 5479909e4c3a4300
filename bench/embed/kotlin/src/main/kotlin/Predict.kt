package com.example.embed.kotlin

import java.nio.file.Path
import org.lather.Lather
import org.lather.structure.file.Structures

/** Predicts the energy of each structure: MODEL DATA. */
fun main(arguments: Array<String>) {
    Lather.open().use { lather ->
        lather.load(Path.of(arguments[0])).use { model ->
            println("backend ${lather.backend().info().name()}")
            for (structure in Structures.read(Path.of(arguments[1]))) {
                println("energy ${model.predict(structure).value("energy")}")
            }
        }
    }
}
