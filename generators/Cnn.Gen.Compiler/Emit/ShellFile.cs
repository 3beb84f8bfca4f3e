using System.Globalization;
using System.Text;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;

namespace Cnn.Gen.Compiler.Emit;

/// <summary>
/// The first generated file: the model's public surface, which hands over to the library and to the kernels. A model with errors has the
/// whole surface too, with bodies that throw, so that only our own diagnostics show.
/// </summary>
public sealed class ShellFile
{
    private readonly BoundModel _model;
    private readonly CodeWriter _writer = new();
    private readonly string _type;
    private readonly string _class;
    private readonly string _kernels;

    private ShellFile(BoundModel model)
    {
        _model = model;
        _type = model.Element;
        _class = model.Spec.ClassName;
        _kernels = "global::" + KernelsFile.Namespace(model.Spec);
    }

    private string ReadOnly => $"global::System.ReadOnlySpan<{_type}>";

    private string Span => $"global::System.Span<{_type}>";

    /// <summary>The file's text; <paramref name="summary"/> is the table that users see.</summary>
    public static string Write(BoundModel model, string summary) => new ShellFile(model).Write(summary);

    private string Write(string summary)
    {
        _writer.Line(FileHeader.Text);
        if (_model.Spec.Namespace.Length == 0)
        {
            WriteContaining(0, summary);
            return _writer.ToString();
        }

        using (_writer.Open($"namespace {_model.Spec.Namespace}"))
            WriteContaining(0, summary);
        return _writer.ToString();
    }

    private void WriteContaining(int depth, string summary)
    {
        if (depth == _model.Spec.ContainingTypes.Count)
        {
            WriteClass(summary);
            return;
        }

        using (_writer.Open(_model.Spec.ContainingTypes[depth]))
            WriteContaining(depth + 1, summary);
    }

    private void WriteClass(string summary)
    {
        string parent = _model.HasClash ? string.Empty
            : $" : global::Cnn.Gen.{(_model.Training ? "ITrainableModel" : "ICnnModel")}<{_class}, {_type}>";
        foreach (string line in summary.Split('\n'))
            _writer.Line($"// {line}".TrimEnd());
        _writer.Line(FileHeader.Attributes);
        using (_writer.Open($"partial class {_class}{parent}"))
        {
            WriteConstants(summary);
            WriteInstance();
            if (_model.Training)
                WriteTraining();
            foreach (BoundLayer layer in _model.Layers.Where(layer => layer.Kernel is not null))
                WriteLayer(layer);
            foreach (string layer in _model.Unbound)
                WriteUnbound(layer);
        }
    }

    private void WriteConstants(string summary)
    {
        Network network = _model.Network;
        WriteShape("Input", "the model's input", network.Input.Shape);
        WriteShape("Output", "the model's output", network.Values[network.Output].Shape);
        long parameters = network.Parameters.Where(parameter => parameter.Counted).Sum(parameter => parameter.Length);
        WriteConstant("int", "ParameterCount", Number(Math.Min(parameters, int.MaxValue)), "Elements of all parameters.");
        WriteConstant("string", "Summary", Literal(summary), "The layers with their shapes, parameters, work and algorithms; totals; memory.");
        WriteConstant("string", "Definition", Literal(Definition.Print(_model.Spec)), "The attributes, from which tools rebuild the network.");
    }

    private void WriteShape(string name, string what, Shape shape)
    {
        WriteConstant("int", name + "Height", Number(shape.Height), $"Rows of {what}.");
        WriteConstant("int", name + "Width", Number(shape.Width), $"Columns of {what}.");
        WriteConstant("int", name + "Channels", Number(shape.Channels), $"Channels of {what}.");
        WriteConstant("int", name + "Length", Number(shape.Length), $"Elements of {what}, for one image.");
    }

    private void WriteConstant(string type, string name, string value, string summary)
    {
        if (IsTaken(name))
            return;
        _writer.Line($"/// <summary>{summary}</summary>");
        _writer.Line($"public const {type} {name} = {value};");
        _writer.Line();
    }

    private void WriteInstance()
    {
        string engine = $"global::Cnn.Gen.Runtime.ModelEngine<{_type}>";
        string program = $"{_kernels}.Program.Instance";
        WriteConstructors(engine, program);
        foreach ((string parameter, string name) in new[] { ("string", "path"), ("global::System.IO.Stream", "stream"), ("global::System.ReadOnlySpan<byte>", "bytes") })
        {
            Member("Reads a model's parameters from safetensors.", $"public static {_class} Load({parameter} {name}, global::Cnn.Gen.LoadOptions? options = null)",
                $"new {_class}({engine}.Load({program}, {name}, options))");
        }

        if (!_model.HasClash)
            Member(null, $"static global::Cnn.Gen.Runtime.ModelInfo global::Cnn.Gen.ICnnModel<{_class}, {_type}>.Info", $"{program}.Info");
        Member("Writes the parameters as safetensors, beside the path first and then in its place.", "public void Save(string path)", "_engine.Save(path)");
        Member("Writes the parameters as safetensors.", "public void Save(global::System.IO.Stream stream)", "_engine.Save(stream)");
        Member("The parameters, shared by all that <see cref=\"Share\"/> the model.", $"public global::Cnn.Gen.ParameterSet<{_type}> Parameters", "_engine.Parameters");
        Member("Computes the outputs of any whole number of images, (n, h, w, c). Allocates nothing.",
            $"public void Predict({ReadOnly} input, {Span} output)", "_engine.Predict(input, output)");
        Member("The index of the largest output.", $"public int Classify({ReadOnly} image)", "_engine.Classify(image)");
        Member("A model with the same parameters and scratch memory of its own: one for each thread.", $"public {_class} Share()", $"new {_class}(_engine.Share())");
        if (IsTaken("Threads"))
            return;
        _writer.Line("/// <summary>Threads that work on one call; 1 where not set. The result's bits do not depend on it.</summary>");
        using (_writer.Open("public int Threads"))
        {
            _writer.Line($"get {Body("_engine.Threads")}");
            _writer.Line($"set {Body("_engine.Threads = value")}");
        }

        _writer.Line();
    }

    private void WriteConstructors(string engine, string program)
    {
        if (!_model.HasClash)
        {
            _writer.Line($"private readonly {engine} _engine;");
            _writer.Line();
            Member(null, $"private {_class}({engine} engine)", "_engine = engine");
        }

        if (!IsTaken(".ctor()"))
            Member("Initialises the parameters by seed 0.", $"public {_class}()", $"_engine = new {engine}({program}, 0)");
        if (!IsTaken(".ctor(int)"))
        {
            Member("Initialises the parameters, weights by He or Glorot as their activation wants, biases with zero.",
                $"public {_class}(int seed)", $"_engine = new {engine}({program}, seed)");
        }
    }

    private void WriteTraining()
    {
        string pass = $"global::Cnn.Gen.TrainingPass<{_type}>", gradients = $"global::Cnn.Gen.GradientSet<{_type}>";
        Member("Memory for what <c>Forward</c> keeps for <c>Backward</c>.", $"public {pass} CreatePass()", "_engine.CreatePass()");
        Member("Memory for the gradients of all parameters.", $"public {gradients} CreateGradients()", "_engine.CreateGradients()");
        Member("Forward for a batch, as training sees it.", $"public void Forward({ReadOnly} input, {Span} output, {pass} pass)", "_engine.Forward(input, output, pass)");
        Member("Backward for the batch that <paramref name=\"pass\"/> has seen last. Every gradient is overwritten; an empty <paramref name=\"inputGradient\"/> is not computed.",
            $"public void Backward({ReadOnly} outputGradient, {gradients} gradients, {Span} inputGradient, {pass} pass)",
            "_engine.Backward(outputGradient, gradients, inputGradient, pass)");
        Member("Forward and backward in one, with dropout off and running averages unmoved.",
            $"public void Backward({ReadOnly} input, {ReadOnly} outputGradient, {gradients} gradients, {Span} inputGradient)",
            "_engine.Backward(input, outputGradient, gradients, inputGradient)");
    }

    private void WriteLayer(BoundLayer layer)
    {
        _writer.Line($"/// <summary>{layer.Name}'s own kernels, without its activation: {layer.Kernel!.Text}; {layer.Input} to {layer.Output}.</summary>");
        using (_writer.Open($"public static class {layer.Name}"))
        {
            WriteKernel(layer, backward: false);
            if (_model.Training)
                WriteKernel(layer, backward: true);
        }

        _writer.Line();
    }

    /// <summary>A layer with errors, or below one: which of the signatures is its own cannot be told, so it has them all.</summary>
    private void WriteUnbound(string layer)
    {
        string x = ReadOnly, y = Span;
        using (_writer.Open($"public static class {layer}"))
        {
            foreach (string parameters in new[] { $"{x} x, {y} y", $"{x} x, {x} weight, {y} y", $"{x} x, {x} weight, {x} bias, {y} y" })
                _writer.Line($"public static void Forward({parameters}) {Body("0")}");
            string gradients = $"{y} dx, {y} dWeight";
            foreach (string parameters in new[] { $"{x} x, {y} dx", $"{x} x, {x} weight, {gradients}", $"{x} x, {x} weight, {gradients}, {y} dBias" })
                _writer.Line($"public static void Backward({x} dy, {parameters}) {Body("0")}");
        }

        _writer.Line();
    }

    private void WriteKernel(BoundLayer layer, bool backward)
    {
        IReadOnlyList<string> operands = LayerSurface.Operands(layer, backward);
        bool IsOutput(string operand) => backward ? LayerSurface.IsGradient(operand) : operand == "y";
        string parameters = string.Join(", ", operands.Select(operand => $"{(IsOutput(operand) ? Span : ReadOnly)} {operand}"));
        string what = backward
            ? "Gradients by input and parameters from the gradient by the output. An empty span is not computed."
            : "The layer's output for any whole number of images.";
        _writer.Line($"/// <summary>{what}</summary>");
        if (!_model.IsValid)
        {
            _writer.Line($"public static void {(backward ? "Backward" : "Forward")}({parameters}) {Body("0")}");
            return;
        }

        using (_writer.Open($"public static void {(backward ? "Backward" : "Forward")}({parameters})"))
            WriteKernelBody(layer, backward, operands, IsOutput);
    }

    private void WriteKernelBody(BoundLayer layer, bool backward, IReadOnlyList<string> operands, Func<string, bool> isOutput)
    {
        const string Guard = "global::Cnn.Gen.Runtime.Guard";
        const string Reference = "global::System.Runtime.InteropServices.MemoryMarshal.GetReference";
        Shape kernelOutput = _model.Network.Values[layer.KernelOutput].Shape;
        string firstInput = LayerSurface.InputsOf(layer).First();
        _writer.Line($"int images = {Guard}.Images({firstInput}.Length, {Number(layer.Input.Length)}, \"{firstInput}\", \"{layer.Input}\");");
        foreach (string operand in operands.Where(operand => operand != firstInput))
        {
            (string length, string shape) = Expected(layer, operand, kernelOutput);
            if (backward && isOutput(operand))
                _writer.Line($"bool {LayerSurface.Want(operand)} = {Guard}.Gradient({operand}.Length, {length}, \"{operand}\", \"{shape}\");");
            else
                _writer.Line($"{Guard}.Length({operand}.Length, {length}, \"{operand}\", \"{shape}\");");
        }

        foreach (string output in operands.Where(isOutput))
        {
            foreach (string input in operands.Where(operand => !isOutput(operand)))
                _writer.Line($"{Guard}.NoOverlap({input}, {output}, \"{input}\", \"{output}\");");
        }

        if (!backward)
            _writer.Line("if (images == 0)\n    return;");
        IEnumerable<string> arguments = operands.Select(operand => $"ref {Reference}({operand})").Append("images");
        if (backward)
            arguments = arguments.Concat(LayerSurface.Wants(layer));
        _writer.Line($"{_kernels}.LayerKernels.{_model.KernelsOf(layer).Name}{(backward ? "Backward" : "Forward")}({string.Join(", ", arguments)});");
    }

    private (string Length, string Shape) Expected(BoundLayer layer, string operand, Shape output)
    {
        if (operand is "y" or "dy")
            return ($"(long)images * {Number(output.Length)}", output.ToString());
        string read = LayerSurface.IsGradient(operand) ? char.ToLowerInvariant(operand[1]) + operand.Substring(2) : operand;
        int input = LayerSurface.InputsOf(layer).Concat(layer.Parameters).ToList().IndexOf(read);
        Value value = _model.Network.Values[layer.KernelInputs[input]];
        if (value.Kind != ValueKind.Parameter)
            return ($"(long)images * {Number(value.Shape.Length)}", value.Shape.ToString());
        Parameter parameter = _model.Network.Parameters[value.Parameter];
        return (Number(parameter.Length), $"({string.Join(", ", parameter.Shape)})");
    }

    /// <summary>Whether the user's own code has the member, so that a second would be reported by the C# compiler too.</summary>
    private bool IsTaken(string member) => _model.Spec.MemberNames.Contains(member);

    private void Member(string? summary, string header, string? body)
    {
        string declared = header.Split('(')[0];
        if (IsTaken(declared.Substring(declared.LastIndexOf(' ') + 1)))
            return;
        if (summary is not null)
            _writer.Line($"/// <summary>{summary}</summary>");
        _writer.Line(body is null ? $"{header}\n{{\n}}" : $"{header} {Body(body)}");
        _writer.Line();
    }

    private string Body(string expression) => _model.IsValid
        ? $"=> {expression};"
        : $"=> throw new global::System.InvalidOperationException(\"{_class} has errors in its attributes and was not generated.\");";

    private static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (char letter in text)
        {
            literal.Append(letter switch
            {
                '\\' or '"' => $"\\{letter}",
                '\n' => "\\n",
                '\u2028' or '\u2029' => Code(letter),
                _ when char.IsControl(letter) || char.IsSurrogate(letter) => Code(letter),
                _ => letter.ToString(),
            });
        }

        return literal.Append('"').ToString();

        static string Code(char letter) => "\\u" + ((int)letter).ToString("x4", CultureInfo.InvariantCulture);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
