using Cnn.Gen.Compiler.Emit;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Passes;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler;

/// <summary>The generated source of one model: two files, so that the large one is only remade when kernels change.</summary>
/// <param name="Shell">The public surface: constants, constructors, methods that hand over to the library.</param>
/// <param name="Kernels">The program and its kernels; empty for a model with errors.</param>
public sealed record CompiledModel(string Shell, string Kernels)
{
    /// <summary>Where each value is in the model's output, with <see cref="CompilerOptions.ExposeValues"/>; otherwise empty.</summary>
    public EquatableArray<ExposedValue> Values { get; init; }
}

/// <summary>What may be chosen about the compilation itself, as opposed to the model.</summary>
/// <param name="VectorBits">The only vector width to emit code for: 512, 256, 128, or 1 for scalar code. 0 emits all, chosen at run time.</param>
public sealed record CompilerOptions(int VectorBits = 0)
{
    /// <summary>What a tuning file says of the class; null where none does. See <see cref="TuningSchedule"/>.</summary>
    public ClassTuning? Tuning { get; init; }

    /// <summary>For tools: every value is computed apart, and the model's output is all of them. See <see cref="Passes.ExposeValues"/>.</summary>
    public bool ExposeValues { get; init; }
}

/// <summary>The compiler's whole surface: pure functions of a specification.</summary>
public static class ModelCompiler
{
    /// <summary>All that is wrong with <paramref name="spec"/>, in the order of its layers; empty for a model that compiles. Cheap enough for every keystroke.</summary>
    public static EquatableArray<Problem> Check(ModelSpec spec) => ModelBinder.Bind(spec).Problems;

    /// <summary>All of a tuning file's section that does not hold for <paramref name="spec"/>; empty for a model with errors.</summary>
    public static EquatableArray<TuningProblem> Check(ModelSpec spec, ClassTuning tuning) =>
        ModelBinder.Bind(spec) is { IsValid: true } model ? TuningSchedule.Check(model, tuning).ToEquatableArray() : EquatableArray<TuningProblem>.Empty;

    /// <summary>The C# of <paramref name="spec"/>. For a model with problems the whole public shell comes out all the same, with bodies that throw.</summary>
    public static CompiledModel Compile(ModelSpec spec, CompilerOptions options) => Compile(ModelBinder.Bind(spec), options);

    /// <summary>The C# of a model as bound, or changed since.</summary>
    public static CompiledModel Compile(BoundModel model, CompilerOptions options)
    {
        if (!model.IsValid)
            return new CompiledModel(ShellFile.Write(model, SummaryTable.Print(model, null)), string.Empty);

        if (options.Tuning is { } tuning)
            model = TuningSchedule.Tune(model, tuning);
        EquatableArray<ExposedValue> values = EquatableArray<ExposedValue>.Empty;
        if (options.ExposeValues)
            (model, values) = ExposeValues.Run(model);
        ParameterBlock parameters = ParameterBlock.Of(model.Network);
        IEnumerable<VectorClass> targets = options.VectorBits == 0 ? VectorClass.All : [VectorClass.ForWidth(options.VectorBits)];
        ModelPlan[] plans = [.. targets.Select(target => new ModelScheduler(model, parameters, target).Schedule())];
        return new CompiledModel(ShellFile.Write(model, SummaryTable.Print(model, plans[0])), KernelsFile.Write(model, plans)) { Values = values };
    }
}
