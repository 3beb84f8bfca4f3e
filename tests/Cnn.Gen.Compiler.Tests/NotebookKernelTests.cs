using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Every cell of the notebook through generated kernels in double precision: the layer's own, the model's <c>Predict</c>, and the model's
/// <c>Backward</c>. Arrays are compared as the notebook printed them, to the last character; a mean, printed with all 16 digits, of which
/// the last ones depend on the order of the sum, to 15.
/// </summary>
public sealed class NotebookKernelTests
{
    private const double Tolerance = 1e-12;

    private static readonly TestModel ZeroPadModel = new("NotebookZeroPad", "[CnnModel(3, 3, 2)]\n[ZeroPad2D(2)]");
    private static readonly TestModel Conv = new("NotebookConv", "[CnnModel(8, 8, 4)]\n[Conv2D(8, 3, Stride = 2, Padding = 2)]");
    private static readonly TestModel OnePart = new("NotebookOnePart", "[CnnModel(3, 3, 4)]\n[Conv2D(1, 3)]");
    private static readonly TestModel ConvBackward = new("NotebookConvBackward", "[CnnModel(4, 4, 3)]\n[Conv2D(6, 2, Stride = 2, Padding = 2)]");
    private static readonly TestModel MaxForward = new("NotebookMax", "[CnnModel(5, 5, 3)]\n[MaxPool2D(3, Stride = 2, Ties = Ties.All)]");
    private static readonly TestModel AverageForward = new("NotebookAverage", "[CnnModel(5, 5, 3)]\n[AvgPool2D(3, Stride = 2)]");
    private static readonly TestModel MaxBackward = new("NotebookMaxBackward", "[CnnModel(5, 3, 2)]\n[MaxPool2D(2, Stride = 1, Ties = Ties.All)]");
    private static readonly TestModel AverageBackward = new("NotebookAverageBackward", "[CnnModel(5, 3, 2)]\n[AvgPool2D(2, Stride = 1)]");
    private static readonly TestModel MaxMask = new("NotebookMaxMask", "[CnnModel(3, 3, 1)]\n[MaxPool2D(3, Ties = Ties.All)]");
    private static readonly TestModel AverageMask = new("NotebookAverageMask", "[CnnModel(3, 3, 1)]\n[AvgPool2D(3)]");

    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelAssembly.Compile(
        [ZeroPadModel, Conv, OnePart, ConvBackward, MaxForward, AverageForward, MaxBackward, AverageBackward, MaxMask, AverageMask],
        [Engine.Double]));

    [Fact]
    public void Zero_pad()
    {
        var cell = new NotebookCell("zero_pad");
        foreach (double[] padded in Forward(ZeroPadModel, cell.Input("X")))
            AssertSame(cell.Output("X_p"), padded);
    }

    [Fact]
    public void Forward_conv()
    {
        var cell = new NotebookCell("forward_conv");
        foreach (double[] y in Forward(Conv, cell.Input("A_prev"), cell.Input("W"), cell.Input("b")))
        {
            AssertSame(cell.Output("Z"), y);
            var z = new Tensor(cell.Output("Z").Shape, y);
            AssertPrints(cell.Printed("mean(Z)"), Numpy.Mean(z));
            Assert.Equal(cell.Printed("Z[3,2,1]"), Numpy.Print(z.Part(3, 2, 1)));
        }
    }

    [Fact]
    public void Conv_one_part()
    {
        var cell = new NotebookCell("conv_one_part_of_Z_3_2_1_0");
        foreach (double[] z in Forward(OnePart, cell.Input("a_slice"), cell.Input("W"), cell.Input("b")))
            AssertSame(cell.Output("Z"), z);
    }

    [Fact]
    public void Forward_pool_max() => ForwardPool("forward_pool_max", MaxForward);

    [Fact]
    public void Forward_pool_average() => ForwardPool("forward_pool_avg", AverageForward);

    [Fact]
    public void Backward_conv()
    {
        var cell = new NotebookCell("backward_conv");
        foreach (double[] z in Forward(ConvBackward, cell.Input("A_prev"), cell.Input("W"), cell.Input("b")))
            AssertSame(cell.Output("Z"), z);

        foreach (double[][] gradients in Backward(ConvBackward, cell.Input("dZ"), cell.Input("A_prev"), cell.Input("W"), cell.Input("b")))
        {
            AssertSame(cell.Output("dA_prev"), gradients[0]);
            AssertSame(cell.Output("dW"), gradients[1]);
            AssertSame(cell.Output("db"), gradients[2]);
            AssertPrints(cell.Printed("dA_mean"), Numpy.Mean(new Tensor(cell.Output("dA_prev").Shape, gradients[0])));
            AssertPrints(cell.Printed("dW_mean"), Numpy.Mean(new Tensor(cell.Output("dW").Shape, gradients[1])));
            AssertPrints(cell.Printed("db_mean"), Numpy.Mean(new Tensor(cell.Output("db").Shape, gradients[2])));
        }
    }

    [Fact]
    public void Backward_pool_max() => BackwardPool("backward_pool_max", MaxBackward);

    [Fact]
    public void Backward_pool_average() => BackwardPool("backward_pool_avg", AverageBackward);

    [Fact]
    public void Max_mask_is_the_gradient_of_a_max_pool()
    {
        var cell = new NotebookCell("max_mask");
        foreach (double[][] gradients in Backward(MaxMask, new Tensor([1], [1]), cell.Input("x")))
        {
            AssertSame(cell.Output("m_x"), gradients[0]);
            Assert.Equal(cell.Printed("m_z"), Numpy.PrintBooleans(new Tensor([3, 3], gradients[0])));
        }

        foreach (double[][] gradients in Backward(MaxMask, new Tensor([1], [1]), new Tensor([3, 3], [4, 9, 9, 1, 9, 0, 2, 3, 9])))
            Assert.Equal([0, 1, 1, 0, 1, 0, 0, 0, 1], gradients[0]);
    }

    [Fact]
    public void Average_mask_is_the_gradient_of_an_average_pool()
    {
        var cell = new NotebookCell("avrg_mask");
        foreach (double[][] gradients in Backward(AverageMask, new Tensor([1], cell.Input("x").Data), new Tensor(3, 3)))
        {
            AssertSame(cell.Output("m_x"), gradients[0]);
            Assert.Equal(cell.Printed("m_x"), Numpy.Print(new Tensor([3, 3], gradients[0])));
        }
    }

    private static void ForwardPool(string name, TestModel model)
    {
        var cell = new NotebookCell(name);
        foreach (double[] a in Forward(model, cell.Input("A_prev")))
        {
            AssertSame(cell.Output("A"), a);
            Assert.Equal(cell.Printed("A"), Numpy.Print(new Tensor(cell.Output("A").Shape, a)));
        }
    }

    private static void BackwardPool(string name, TestModel model)
    {
        var cell = new NotebookCell(name);
        foreach (double[][] gradients in Backward(model, cell.Input("dA"), cell.Input("A_prev")))
        {
            AssertSame(cell.Output("dA_prev"), gradients[0]);
            Assert.Equal(cell.Printed("dA_prev[1,1]"), Numpy.Print(new Tensor(cell.Output("dA_prev").Shape, gradients[0]).Part(1, 1)));
        }
    }

    /// <summary>The output by the static kernel, by <c>Predict</c> and by <c>Forward</c>.</summary>
    private static IEnumerable<double[]> Forward(TestModel declared, Tensor x, params Tensor[] parameters)
    {
        ModelUnderTest model = Create(declared, parameters);
        ReferenceLayer layer = model.Network.Layers[0];
        double[] y = model.Predict(x.Data);
        return [model.KernelForward(layer, [x.Data], [.. parameters.Select(parameter => parameter.Data)]), y, model.Train(x.Data, y).Y];
    }

    /// <summary>The gradients by input and parameters, by the static kernel and by <c>Backward</c>.</summary>
    private static IEnumerable<double[][]> Backward(TestModel declared, Tensor dy, Tensor x, params Tensor[] parameters)
    {
        ModelUnderTest model = Create(declared, parameters);
        ReferenceLayer layer = model.Network.Layers[0];
        NetworkGradients gradients = model.Backward(x.Data, dy.Data);
        return
        [
            model.KernelBackward(layer, dy.Data, [x.Data], [.. parameters.Select(parameter => parameter.Data)]),
            [gradients.Input, .. layer.Op.Parameters.Select(parameter => gradients.Parameters[$"{layer.Name}.{parameter.Role}"])],
        ];
    }

    private static ModelUnderTest Create(TestModel declared, Tensor[] parameters)
    {
        ModelUnderTest model = Assembly.Value.Create(declared, Engine.Double);
        ReferenceLayer layer = model.Network.Layers[0];
        foreach ((OpParameter parameter, Tensor values) in layer.Op.Parameters.Zip(parameters))
            model.SetParameter($"{layer.Name}.{parameter.Role}", values.Data);
        return model;
    }

    private static void AssertSame(Tensor expected, double[] actual) => Close.Assert(expected.Data, actual, Tolerance, "output");

    private static void AssertPrints(string printed, double value) =>
        Assert.Equal(double.Parse(printed).ToString("E14"), value.ToString("E14"));
}
